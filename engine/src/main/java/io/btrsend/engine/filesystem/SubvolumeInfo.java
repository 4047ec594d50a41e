package io.btrsend.engine.filesystem;

import io.btrsend.engine.tree.TreeRoot;
import java.util.UUID;

/**
 * A subvolume as the root tree describes it. Source: on-disk format 6.1 to 6.3.
 *
 * @param id 5 for the top level, else 256 and above
 * @param root where its tree starts
 * @param uuid its own UUID; zero for filesystems older than UUIDs
 * @param parentUuid UUID of the subvolume it is a snapshot of, or zero
 * @param receivedUuid UUID of the subvolume at the sender that it was received from, or zero
 * @param generation transaction of its last change
 * @param ctransid transaction of the last change of any inode
 * @param otransid transaction of its creation
 * @param stransid the sender's ctransid if it was received
 * @param otime when it was created, seconds since 1970; zero for filesystems older than that field
 * @param readOnly whether it is read-only, so that it can be sent
 * @param dead whether its deletion was requested but not yet begun
 * @param parentId id of id of the subvolume that contains it, 0 if none
 * @param directory inode of the directory in the parent that holds its entry
 * @param name name of that entry, empty if there is no entry; not to be modified
 */
@SuppressWarnings("ArrayRecordComponent") // names are bytes; the records are never compared
public record SubvolumeInfo(
    long id,
    TreeRoot root,
    UUID uuid,
    UUID parentUuid,
    UUID receivedUuid,
    long generation,
    long ctransid,
    long otransid,
    long stransid,
    long otime,
    boolean readOnly,
    boolean dead,
    long parentId,
    long directory,
    byte[] name) {

  /** The same subvolume with a tree that starts elsewhere. */
  public SubvolumeInfo at(TreeRoot other) {
    return new SubvolumeInfo(
        id,
        other,
        uuid,
        parentUuid,
        receivedUuid,
        generation,
        ctransid,
        otransid,
        stransid,
        otime,
        readOnly,
        dead,
        parentId,
        directory,
        name);
  }
}
