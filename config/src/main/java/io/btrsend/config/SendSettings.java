package io.btrsend.config;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * What bounds a send, validated. Immutable.
 *
 * @param parallelism number of workers, 1 to {@value #MAX_PARALLELISM}
 * @param bytesInFlight bytes of buffers between the decisions and the output
 * @param inodesInFlight inodes found but not yet decided about
 * @param blockCacheBytes bytes of metadata blocks kept in memory
 * @param headStart how long a send does without actors before they are started
 */
public record SendSettings(
    int parallelism,
    long bytesInFlight,
    int inodesInFlight,
    long blockCacheBytes,
    Duration headStart) {

  /** The dispatcher of everything that blocks on input or output. */
  public static final String BLOCKING_DISPATCHER = "btrsend.dispatchers.blocking-io";

  static final String PARALLELISM = "btrsend.parallelism";
  static final String BYTES_IN_FLIGHT = "btrsend.bytes-in-flight";
  static final String INODES_IN_FLIGHT = "btrsend.inodes-in-flight";
  static final String BLOCK_CACHE = "btrsend.block-cache";
  static final String HEAD_START = "btrsend.head-start";

  private static final int MAX_PARALLELISM = 256;
  private static final Duration LONGEST_HEAD_START = Duration.ofHours(1);
  private static final long KIB = 1024;
  private static final long MIB = 1024 * KIB;
  private static final long GIB = 1024 * MIB;

  /** Enough for each worker to have work before it and behind it; not much with many workers. */
  private static long bytesInFlightFor(int parallelism) {
    return Math.max(8 * MIB, Math.min(48 * MIB, 4 * MIB * parallelism));
  }

  /** Enough for the leaves that each worker goes back to, and little enough to die young. */
  private static long blockCacheFor(int parallelism) {
    return Math.max(2 * MIB, Math.min(64 * MIB, MIB * parallelism));
  }

  /**
   * A processor that would be idle may as well start actors. Where there is none, that takes a
   * quarter of a second from the send, and should be less than a hundredth of what the send takes.
   */
  private static Duration headStartFor(int processors) {
    return Duration.ofMillis(processors > 2 ? 1 : 30_000);
  }

  /**
   * Reads the settings from a configuration that includes {@code reference.conf}.
   *
   * @throws SettingsException if a value is missing, malformed or out of range
   */
  public static SendSettings from(Config config) {
    SettingReader reader = new SettingReader(config);
    int processors = Runtime.getRuntime().availableProcessors();
    int parallelism = reader.count(PARALLELISM, 1, MAX_PARALLELISM, processors);
    return new SendSettings(
        parallelism,
        reader.bytes(BYTES_IN_FLIGHT, MIB, 64 * GIB, bytesInFlightFor(parallelism)),
        reader.count(INODES_IN_FLIGHT, 1, 1_000_000),
        reader.bytes(BLOCK_CACHE, MIB, 1024 * GIB, blockCacheFor(parallelism)),
        reader.duration(HEAD_START, LONGEST_HEAD_START, headStartFor(processors)));
  }
}
