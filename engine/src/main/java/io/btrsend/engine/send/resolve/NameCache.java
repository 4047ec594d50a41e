package io.btrsend.engine.send.resolve;

import io.btrsend.engine.cache.LruMap;

/**
 * The names by which inodes were last addressed, the {@value #CAPACITY} used most recently. What it
 * holds shows in the stream: a name that is about to be taken is returned as long as it is cached.
 * Source: send semantics 6.4.
 */
final class NameCache {
  private static final int CAPACITY = 256;

  /**
   * What is known of one inode's name.
   *
   * @param name last component of its path
   * @param parent number of its directory; meaningless if {@code last}
   * @param parentGeneration generation of its directory; meaningless if {@code last}
   * @param last whether {@code name} is an orphan name in the top directory, where a path ends
   * @param provisional whether the inode was still ahead when this was found out
   */
  record Entry(
      byte[] name, long parent, long parentGeneration, boolean last, boolean provisional) {}

  private final LruMap<InodeId, Entry> entries = new LruMap<>(CAPACITY);

  /** The entry, which becomes the most recently used one; or null. */
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
