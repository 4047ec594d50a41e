package io.btrsend.engine.image.qcow2;

/**
 * Where the map of a disk begins: the active one, or that of a snapshot.
 *
 * @param offset of the L1 table in the file, bytes
 * @param entries how many it has
 * @param size of the disk that it maps, bytes
 * @param snapshot what the user calls the snapshot, null for the active table
 */
record L1Table(long offset, long entries, long size, String snapshot) {}
