package io.btrsend.engine.cache;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A map of bounded size. A full map drops the least recently used entry to make room for a new one;
 * {@link #get} makes an entry the most recently used one. For one thread.
 *
 * <p>The resolver relies on exactly this policy: it is the kernel's, and what a cache has dropped
 * shows in the stream.
 */
public final class LruMap<K, V> {
  private final int capacity;
  private final LinkedHashMap<K, V> entries = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * @param capacity the largest number of entries
   */
  public LruMap(int capacity) {
    this.capacity = capacity;
  }

  /** The value, which becomes the most recently used one; null if the key is absent. */
  public V get(K key) {
    return entries.get(key);
  }

  /** Adds a value for a key that is absent. */
  public void put(K key, V value) {
    if (entries.size() >= capacity) {
      removeEldest();
    }
    entries.put(key, value);
  }

  public void remove(K key) {
    entries.remove(key);
  }

  private void removeEldest() {
    Map.Entry<K, V> eldest = entries.entrySet().iterator().next();
    entries.remove(eldest.getKey());
  }
}
