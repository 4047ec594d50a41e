package io.btrsend.engine.send.resolve;

import io.btrsend.engine.cache.LruMap;

/**
 * Caches the names of the {@value #CAPACITY} most recently addressed inodes. Its content affects
 * the stream: a cached name is used even if another inode is about to take it. Source: send
 * semantics 6.4.
 */
final class NameCache {
  private static final int CAPACITY = 256;

  /**
   * The name of one inode.
   *
   * @param name last component of its path
   * @param parent number of its directory; meaningless if {@code last}
   * @param parentGeneration generation of its directory; meaningless if {@code last}
   * @param last whether {@code name} is an orphan name in the top directory, so that the path ends
   *     there
   * @param provisional whether the inode had not been handled yet when the entry was made
   */
  record Entry(
      byte[] name, long parent, long parentGeneration, boolean last, boolean provisional) {}

  private final LruMap<InodeId, Entry> entries = new LruMap<>(CAPACITY);

  /** The entry, which becomes the most recently used one, or null. */
  Entry get(InodeId inode) {
    return entries.get(inode);
  }

  void put(InodeId inode, Entry entry) {
    entries.put(inode, entry);
  }

  void remove(InodeId inode) {
    entries.remove(inode);
  }
}
