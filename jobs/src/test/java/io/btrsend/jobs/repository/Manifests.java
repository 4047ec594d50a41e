package io.btrsend.jobs.repository;

import io.btrsend.jobs.repository.Manifest.Counts;
import io.btrsend.jobs.repository.Manifest.Origin;
import io.btrsend.jobs.repository.Manifest.Skipped;
import io.btrsend.jobs.repository.Manifest.StreamFile;
import io.btrsend.jobs.repository.Manifest.Writing;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Manifests for tests, of snapshots that are numbered. */
final class Manifests {
  static final UUID FILESYSTEM = new UUID(7, 7);

  private Manifests() {}

  static SnapshotReference reference(long number) {
    return new SnapshotReference(new SnapshotId(new UUID(1, number), number), new UUID(2, number));
  }

  /**
   * One of them.
   *
   * @param parent its number; 0 for a full stream
   * @param source what it is a snapshot of
   */
  static Manifest of(long number, long parent, UUID source, Instant created) {
    return new Manifest(
        reference(number),
        parent == 0 ? null : reference(parent),
        parent == 0 ? List.of() : List.of(reference(parent)),
        new Origin(FILESYSTEM, "snapshots/é\\\\" + number, source, created),
        new StreamFile("s" + number + ".stream.zst", 2, true, 1000, "a".repeat(64), 100),
        new Counts(1, 2, 3, 4, 5, 6),
        List.of(new Skipped("lost \"file\"", 4096, 4096, "damaged")),
        new Writing("token", "btrsend 1.0.0", created, created.plusSeconds(1)));
  }
}
