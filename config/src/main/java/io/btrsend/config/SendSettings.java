package io.btrsend.config;

import com.typesafe.config.Config;

/**
 * What bounds a send, validated. Immutable.
 *
 * @param parallelism number of workers, 1 to {@value #MAX_PARALLELISM}
 * @param bytesInFlight bytes of buffers between the decisions and the output
 * @param inodesInFlight inodes found but not yet decided about
 * @param blockCacheBytes bytes of metadata blocks kept in memory
 * @param headStart whether a send begins on its caller's thread while the actors are being started
 */
public record SendSettings(
    int parallelism,
    long bytesInFlight,
    int inodesInFlight,
    long blockCacheBytes,
    boolean headStart) {

  /** The dispatcher of everything that blocks on input or output. */
  public static final String BLOCKING_DISPATCHER = "btrsend.dispatchers.blocking-io";

  static final String PARALLELISM = "btrsend.parallelism";
  static final String BYTES_IN_FLIGHT = "btrsend.bytes-in-flight";
  static final String INODES_IN_FLIGHT = "btrsend.inodes-in-flight";
  static final String BLOCK_CACHE = "btrsend.block-cache";
  static final String HEAD_START = "btrsend.head-start";

  private static final int MAX_PARALLELISM = 256;
  private static final long KIB = 1024;
  private static final long MIB = 1024 * KIB;
  private static final long GIB = 1024 * MIB;

  /**
   * Reads the settings from a configuration that includes {@code reference.conf}.
   *
   * @throws SettingsException if a value is missing, malformed or out of range
   */
  public static SendSettings from(Config config) {
    SettingReader reader = new SettingReader(config);
    return new SendSettings(
        reader.count(PARALLELISM, 1, MAX_PARALLELISM, Runtime.getRuntime().availableProcessors()),
        reader.bytes(BYTES_IN_FLIGHT, MIB, 64 * GIB),
        reader.count(INODES_IN_FLIGHT, 1, 1_000_000),
        reader.bytes(BLOCK_CACHE, MIB, 1024 * GIB),
        reader.flag(HEAD_START));
  }
}
