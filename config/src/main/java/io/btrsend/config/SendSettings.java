package io.btrsend.config;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * The validated limits of a send. Immutable.
 *
 * @param parallelism number of workers, 1 to {@value #MAX_PARALLELISM}
 * @param bytesInFlight memory of the buffers that hold rendered bytes until they have been written,
 *     bytes
 * @param commandsInFlight memory of commands that are decided but not rendered yet, bytes
 * @param inodesInFlight number of inodes found but not resolved yet
 * @param blockCacheBytes size of the cache of metadata blocks, bytes
 * @param slowBlockCacheBytes the same while a device is slow
 * @param waitingWorkers workers that are added while a device is slow
 * @param readAheadBytes memory of what is read ahead from slow devices, bytes; 0 for none
 * @param ioDepth the maximum number of requests that a device has in flight
 * @param deviceTimeout the time in which a slow device must answer
 * @param headStart time after the start of a send at which the actor system is started; zero if the
 *     send waits for the actors
 */
public record SendSettings(
    int parallelism,
    long bytesInFlight,
    long commandsInFlight,
    int inodesInFlight,
    long blockCacheBytes,
    long slowBlockCacheBytes,
    int waitingWorkers,
    long readAheadBytes,
    int ioDepth,
    Duration deviceTimeout,
    Duration headStart) {

  /** The dispatcher of actors that only distribute and order work. */
  public static final String COORDINATION_DISPATCHER = "btrsend.dispatchers.coordination";

  /** The dispatcher of actors that read images. */
  public static final String READING_DISPATCHER = "btrsend.dispatchers.reading";

  /** The dispatcher of the workers that are added while devices are slow. */
  public static final String WAITING_DISPATCHER = "btrsend.dispatchers.waiting";

  /** The dispatcher of actors that write to channels. */
  public static final String WRITING_DISPATCHER = "btrsend.dispatchers.writing";

  static final String PARALLELISM = "btrsend.parallelism";
  static final String BYTES_IN_FLIGHT = "btrsend.bytes-in-flight";
  static final String COMMANDS_IN_FLIGHT = "btrsend.commands-in-flight";
  static final String INODES_IN_FLIGHT = "btrsend.inodes-in-flight";
  static final String BLOCK_CACHE = "btrsend.block-cache";
  static final String READ_AHEAD = "btrsend.read-ahead";
  static final String IO_DEPTH = "btrsend.io-depth";
  static final String WAITING_WORKERS = "btrsend.waiting-workers";
  static final String DEVICE_TIMEOUT = "btrsend.device-timeout";
  static final String HEAD_START = "btrsend.head-start";

  private static final int MAX_PARALLELISM = 256;
  private static final int MAX_INODES_IN_FLIGHT = 1_000_000;
  private static final Duration MAX_DEVICE_TIMEOUT = Duration.ofDays(1);
  private static final Duration MAX_HEAD_START = Duration.ofHours(1);
  private static final long MIB = 1 << 20;
  private static final long DEFAULT_READ_AHEAD = 64 * MIB;
  private static final int WAITING_PER_WORKER = 3;
  private static final int MAX_IO_DEPTH = 1024;
  private static final int DEFAULT_IO_DEPTH = 32;

  /** Enough for each worker to always have an empty buffer while the output has several chunks. */
  private static long bytesInFlightFor(int parallelism) {
    return Math.max(16 * MIB, 4 * MIB * parallelism);
  }

  /** Enough to continue resolving while a worker is busy with a long task. */
  private static long commandsInFlightFor(int parallelism) {
    return Math.max(2 * MIB, MIB * parallelism);
  }

  /** Two full batches of the walk for each worker. */
  private static int inodesInFlightFor(int parallelism) {
    return Math.max(1024, 512 * parallelism);
  }

  /**
   * Enough for the leaves that each worker reads repeatedly, and small enough to be garbage
   * collected cheaply.
   */
  private static long blockCacheFor(int parallelism) {
    return Math.max(2 * MIB, Math.min(64 * MIB, MIB * parallelism));
  }

  /** Enough for the leaves between the walk and the files of the directories last resolved. */
  private static long slowBlockCacheFor(int parallelism) {
    return Math.max(64 * MIB, blockCacheFor(parallelism));
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
        reader.bytes(BYTES_IN_FLIGHT, "1 MiB", "64 GiB", bytesInFlightFor(parallelism)),
        reader.bytes(COMMANDS_IN_FLIGHT, "64 KiB", "64 GiB", commandsInFlightFor(parallelism)),
        reader.count(INODES_IN_FLIGHT, 1, MAX_INODES_IN_FLIGHT, inodesInFlightFor(parallelism)),
        reader.bytes(BLOCK_CACHE, "1 MiB", "1 TiB", blockCacheFor(parallelism)),
        reader.bytes(BLOCK_CACHE, "1 MiB", "1 TiB", slowBlockCacheFor(parallelism)),
        reader.count(WAITING_WORKERS, 0, MAX_PARALLELISM, WAITING_PER_WORKER * parallelism),
        reader.bytes(READ_AHEAD, "0 MiB", "64 GiB", DEFAULT_READ_AHEAD),
        reader.count(IO_DEPTH, 1, MAX_IO_DEPTH, DEFAULT_IO_DEPTH),
        reader.duration(DEVICE_TIMEOUT, MAX_DEVICE_TIMEOUT),
        reader.duration(HEAD_START, MAX_HEAD_START));
  }
}
