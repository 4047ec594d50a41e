package io.btrsend.engine.salvage;

import io.btrsend.engine.format.Key;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Changes to the items of a tree, and the items as they are with them. For one thread. */
final class ItemEdits {
  private final RemainingTree tree;
  private final NavigableMap<Key, byte[]> edits = new TreeMap<>();

  ItemEdits(RemainingTree tree) {
    this.tree = tree;
  }

  /** Gives an item this data, whether it was there or not. */
  void put(Key key, byte[] data) {
    edits.put(key, data);
  }

  void remove(Key key) {
    edits.put(key, null);
  }

  /** The data of an item; null if there is none. */
  byte[] get(Key key) {
    return edits.containsKey(key) ? edits.get(key) : tree.item(key);
  }

  /** The directory entries in an item; a new list, empty if there is none. */
  List<DirectoryEntry> entries(Key key) {
    byte[] item = get(key);
    return item == null ? new ArrayList<>() : DirectoryEntry.readAll(item);
  }

  /** Gives a directory item these entries; without any it is removed. */
  void put(Key key, List<DirectoryEntry> entries) {
    edits.put(key, entries.isEmpty() ? null : DirectoryEntry.write(entries));
  }

  /** The greatest key up to the one given that has an item or had one; null if none has. */
  Key floor(Key key) {
    Key stored = tree.floor(key);
    Key edited = edits.floorKey(key);
    if (stored == null || (edited != null && edited.compareTo(stored) > 0)) {
      return edited;
    }
    return stored;
  }

  /** For each key that is changed the new data of its item, null if it is removed. */
  NavigableMap<Key, byte[]> all() {
    return Collections.unmodifiableNavigableMap(edits);
  }
}
