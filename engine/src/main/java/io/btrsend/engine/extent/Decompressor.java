package io.btrsend.engine.extent;

import io.btrsend.engine.format.FileExtentItem;
import io.btrsend.engine.format.MalformedDataException;
import java.nio.ByteBuffer;

/**
 * Decodes one compression format. For one thread; keeps its tables between extents. Source: on-disk
 * format 8.
 */
interface Decompressor extends AutoCloseable {
  /**
   * Decodes an extent. Both buffers are direct; their positions and limits play no part and may be
   * changed.
   *
   * @param stored holds the stored form at index 0, padding included
   * @param length bytes of the stored form
   * @param decoded receives the decoded form
   * @param at index of its first byte
   * @param limit the most bytes that it may have
   * @return bytes decoded, fewer than {@code limit} if the stream ends before
   * @throws MalformedDataException if the stream contradicts its format; what was decoded until
   *     then may have been stored
   */
  int decode(ByteBuffer stored, int length, ByteBuffer decoded, int at, int limit)
      throws MalformedDataException;

  /** Frees what the garbage collector would free late. */
  @Override
  void close();

  /** A decoder for a compression type of an item; LZO data is framed by sectors. */
  static Decompressor of(int compression, int sectorSize) {
    return switch (compression) {
      case FileExtentItem.ZLIB -> new ZlibDecompressor();
      case FileExtentItem.LZO -> new LzoDecompressor(sectorSize);
      case FileExtentItem.ZSTD -> new ZstdDecompressor();
      default -> throw new IllegalArgumentException("compression " + compression);
    };
  }
}
