package io.btrsend.engine.send.resolve;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A map of bounded size that drops the entry used least recently to make room for a new one. Its
 * policy shows in the stream and is the kernel's: a look-up that finds makes the entry the most
 * recent one. For one thread.
 */
final class LruMap<K, V> {
  private final int capacity;
  private final LinkedHashMap<K, V> entries = new LinkedHashMap<>(16, 0.75f, true);

  LruMap(int capacity) {
    this.capacity = capacity;
  }

  /** The value, which becomes the most recently used one; or null. */
  V get(K key) {
    return entries.get(key);
  }

  /** Adds a value for a key that is absent; a full map first drops its least recent entry. */
  void put(K key, V value) {
    if (entries.size() >= capacity) {
      removeEldest();
    }
    entries.put(key, value);
  }

  void remove(K key) {
    entries.remove(key);
  }

  private void removeEldest() {
    Map.Entry<K, V> eldest = entries.entrySet().iterator().next();
    entries.remove(eldest.getKey());
  }
}
