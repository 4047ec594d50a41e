package io.btrsend.engine.send;

/**
 * What identifies an inode: two inodes with equal number and different generation are different
 * inodes. Source: send semantics 1.2.
 */
record InodeId(long number, long generation) {}
