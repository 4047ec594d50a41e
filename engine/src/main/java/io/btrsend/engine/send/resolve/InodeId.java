package io.btrsend.engine.send.resolve;

/**
 * Identifies an inode: inodes with the same number and different generations are different inodes.
 * A key of many maps. It has its own comparison, because that of a record is slow until the
 * optimizing compiler has compiled it. Source: send semantics 1.2.
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
