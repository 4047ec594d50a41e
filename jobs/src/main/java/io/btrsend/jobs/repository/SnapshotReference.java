package io.btrsend.jobs.repository;

import io.btrsend.engine.filesystem.SubvolumeInfo;
import io.btrsend.engine.format.Uuids;
import java.util.UUID;

/**
 * A snapshot as streams name it.
 *
 * @param id of the subvolume in the image
 * @param carried the UUID that streams carry for it: its received UUID if it has one, else its own
 */
public record SnapshotReference(SnapshotId id, UUID carried) {

  /** Of a subvolume in the state that it is in. */
  public static SnapshotReference of(SubvolumeInfo info) {
    boolean received = !info.receivedUuid().equals(Uuids.ZERO);
    return new SnapshotReference(
        new SnapshotId(info.uuid(), info.ctransid()), received ? info.receivedUuid() : info.uuid());
  }
}
