package io.btrsend.engine.stream;

/**
 * Options for reading a stream.
 *
 * @param strict whether to refuse everything that no sound producer writes, which verification
 *     needs; otherwise only what {@code btrfs receive} refuses
 * @param maxCommandV1 the largest command of version 1 in bytes, header included
 * @param maxCommandV2 the same for the later versions
 * @param maxNameBytes memory for the names that the stream creates, which a strict reader needs to
 *     detect commands that go through its symbolic links or open its special files, bytes. A stream
 *     that needs more is read but not {@linkplain StreamReader#unverified verified}
 */
public record StreamReaderOptions(
    boolean strict, int maxCommandV1, int maxCommandV2, long maxNameBytes) {

  /**
   * Refuses everything unsound. Commands up to the largest size that a kernel writes with any page
   * size; half of the maximum heap for names.
   */
  public static final StreamReaderOptions STRICT =
      new StreamReaderOptions(true, 64 * 1024, 192 * 1024, Runtime.getRuntime().maxMemory() / 2);

  /** Accepts what {@code btrfs receive} accepts; commands up to 256 MiB. */
  public static final StreamReaderOptions LENIENT =
      new StreamReaderOptions(false, 256 << 20, 256 << 20, 0);

  public StreamReaderOptions {
    if (maxCommandV1 < CommandWriter.COMMAND_HEADER_LENGTH
        || maxCommandV2 < CommandWriter.COMMAND_HEADER_LENGTH
        || maxNameBytes < 0) {
      throw new IllegalArgumentException("limits of a stream reader must hold a command's header");
    }
  }
}
