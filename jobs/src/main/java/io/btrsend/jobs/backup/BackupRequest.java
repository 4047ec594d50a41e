package io.btrsend.jobs.backup;

import io.btrsend.jobs.repository.Retention;
import io.btrsend.jobs.send.ErrorPolicy;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/**
 * What is asked for of a backup of one filesystem.
 *
 * @param images of the filesystem, as they are named
 * @param level of compression of the streams, or empty
 * @param policy about file data that cannot be read
 * @param jobs how many streams are written at a time
 * @param bytesPerSecond how fast they are written at most, together; 0 without a limit
 * @param retention what is kept when all is sent; null to remove nothing
 */
public record BackupRequest(
    List<String> images,
    Path repository,
    BackupSelection selection,
    BackupOptions options,
    OptionalInt level,
    ErrorPolicy policy,
    int jobs,
    long bytesPerSecond,
    Retention retention) {
  /** More streams at a time are of no use. */
  public static final int MAX_JOBS = 64;

  /** The strongest compression. */
  public static final int MAX_LEVEL = 22;

  public BackupRequest {
    images = List.copyOf(images);
    if (jobs < 1 || jobs > MAX_JOBS) {
      throw new IllegalArgumentException("jobs: expected 1 to " + MAX_JOBS);
    }
    if (level.isPresent() && (level.getAsInt() < 1 || level.getAsInt() > MAX_LEVEL)) {
      throw new IllegalArgumentException("zstd: expected a level from 1 to " + MAX_LEVEL);
    }
  }
}
