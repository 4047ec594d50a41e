package io.btrsend.engine.salvage;

/**
 * A file that a salvage did not get intact.
 *
 * @param subvolume path of its subvolume from the top level; not to be modified
 * @param path its path in the subvolume, null if unknown; not to be modified
 * @param inode its inode number, 0 if unknown
 */
@SuppressWarnings("ArrayRecordComponent") // names are bytes; the records are never compared
public record AffectedFile(byte[] subvolume, byte[] path, long inode, FileState state) {}
