package io.btrsend.engine.stream;

/**
 * The two forms in which releases of btrfs-progs print a stream. They differ in CLONE, SET_XATTR,
 * REMOVE_XATTR and ENCODED_WRITE only (stream description, section 11).
 */
public enum DumpFormat {
  /** btrfs-progs 6.0 to 6.9: names and values of extended attributes are printed as they are. */
  PROGS_6_0,
  /** btrfs-progs 6.9.1 and later: everything that comes from the filesystem is escaped. */
  PROGS_6_9_1
}
