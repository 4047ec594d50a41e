package io.btrsend.engine.stream;

/**
 * How a stream is read.
 *
 * @param strict whether everything that no sound producer writes is refused, as somebody who must
 *     say whether a stream is sound needs it; otherwise only what {@code btrfs receive} refuses
 * @param maxCommandV1 the largest command of version 1 in bytes, header included
 * @param maxCommandV2 the same for the later versions
 * @param maxNameBytes how much of the heap may be used to remember what the stream has made, so
 *     that no command leads through its symbolic links or opens its special files; strict reading
 *     only. A stream that needs more is read, but not {@linkplain StreamReader#unverified verified}
 */
public record StreamReaderOptions(
    boolean strict, int maxCommandV1, int maxCommandV2, long maxNameBytes) {

  /**
   * Refuses all that is unsound; commands up to what the kernel can make on any page size, and half
   * of the largest heap that Java may have for names.
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
