package io.btrsend.engine.send.resolve;

/**
 * What identifies an inode: two inodes with equal number and different generation are different
 * inodes. A key of many maps, and compared by code of its own, since what the runtime links for a
 * record is slow until it is compiled by the optimizing compiler. Source: send semantics 1.2.
 */
record InodeId(long number, long generation) {
  @Override
  public boolean equals(Object other) {
    return other instanceof InodeId id && number == id.number && generation == id.generation;
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(number) + Long.hashCode(generation);
  }
}
