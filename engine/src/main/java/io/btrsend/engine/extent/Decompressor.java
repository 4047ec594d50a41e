package io.btrsend.engine.extent;

import io.btrsend.engine.format.FileExtentItem;
import io.btrsend.engine.format.MalformedDataException;
import java.nio.ByteBuffer;

/**
 * Decodes one compression format. For one thread; its working memory is reused for each extent.
 * Source: on-disk format 8.
 */
interface Decompressor extends AutoCloseable {
  /**
   * Decodes an extent. Both buffers are direct; their positions and limits are ignored and may
   * change.
   *
   * @param stored holds the stored form at index 0, padding included
   * @param length bytes of the stored form
   * @param decoded receives the decoded form
   * @param at index of its first byte
   * @param limit the maximum length of the decoded form, bytes
   * @return bytes decoded, fewer than {@code limit} if the compressed data ends earlier
   * @throws MalformedDataException if the data contradicts its format; a part may have been decoded
   *     by then
   */
  int decode(ByteBuffer stored, int length, ByteBuffer decoded, int at, int limit)
      throws MalformedDataException;

  /** Frees native memory at once. */
  @Override
  void close();

  /** A decoder for the compression type of an item. LZO data is framed by sectors. */
  static Decompressor of(int compression, int sectorSize) {
    return switch (compression) {
      case FileExtentItem.ZLIB -> new ZlibDecompressor();
      case FileExtentItem.LZO -> new LzoDecompressor(sectorSize);
      case FileExtentItem.ZSTD -> new ZstdDecompressor();
      default -> throw new IllegalArgumentException("compression " + compression);
    };
  }
}
