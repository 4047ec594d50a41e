package io.btrsend.jobs.repository;

import io.btrsend.engine.send.SkippedRange;
import io.btrsend.engine.text.NameText;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * What a repository knows of one of its streams.
 *
 * @param snapshot what the stream holds
 * @param parent what it is the difference to; null for a full stream
 * @param cloneSources what else it clones from; all are among what the parent builds on
 * @param origin where the snapshot was
 * @param stream the file of the stream, and how it was made
 * @param counts what is in it
 * @param skipped what could not be read and is zeros in the stream
 * @param writing who wrote it, and when
 */
public record Manifest(
    SnapshotReference snapshot,
    SnapshotReference parent,
    List<SnapshotReference> cloneSources,
    Origin origin,
    StreamFile stream,
    Counts counts,
    List<Skipped> skipped,
    Writing writing) {

  /**
   * Where a snapshot was.
   *
   * @param filesystem its UUID
   * @param path from the top level, in the form of {@link NameText#lossless}; empty for the top
   *     level
   * @param snapshotOf the UUID of the subvolume that it is a snapshot of, or zero
   * @param created when the subvolume was created
   */
  public record Origin(UUID filesystem, String path, UUID snapshotOf, Instant created) {}

  /**
   * A file with a stream.
   *
   * @param name in the directory of the manifest
   * @param protocol version of the stream
   * @param compressedData whether compressed extents were sent as they lay on disk
   * @param bytes of the raw stream
   * @param sha256 of the raw stream, hexadecimal
   * @param fileBytes of the file, which is compressed if its name ends in {@code .zst}
   */
  public record StreamFile(
      String name,
      int protocol,
      boolean compressedData,
      long bytes,
      String sha256,
      long fileBytes) {
    static final String ZSTD = ".zst";

    /** Whether the file is compressed. */
    public boolean isZstd() {
      return name.endsWith(ZSTD);
    }
  }

  /**
   * What is in a stream.
   *
   * @param written bytes of file data
   * @param cloned bytes of files that are cloned
   * @param created inodes
   * @param changed inodes
   * @param deleted inodes
   */
  public record Counts(
      long commands, long written, long cloned, long created, long changed, long deleted) {}

  /**
   * A range that could not be read.
   *
   * @param file path in the subvolume, in the form of {@link NameText#lossless}
   */
  public record Skipped(String file, long offset, long length, String reason) {
    /** As a send recorded it. */
    public static Skipped of(SkippedRange range) {
      return new Skipped(
          NameText.lossless(range.file()),
          range.offset(),
          range.length(),
          range.reason().name().toLowerCase(Locale.ROOT));
    }
  }

  /**
   * How a stream came into the repository.
   *
   * @param token of the lock
   * @param program that wrote it, with its version
   * @param began when it was begun
   * @param ended when all of it was on the medium
   */
  public record Writing(String token, String program, Instant began, Instant ended) {}

  public Manifest {
    cloneSources = List.copyOf(cloneSources);
    skipped = List.copyOf(skipped);
  }

  /** The name of a manifest, which depends on the snapshot alone: there can be no second one. */
  static String nameOf(SnapshotId id) {
    return id + ".json";
  }
}
