package io.btrsend.engine.extent;

import io.btrsend.engine.format.FileExtentItem;
import io.btrsend.engine.format.MalformedDataException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * Decodes the compressed data of {@code encoded_write} commands. For one thread; buffers and
 * decoders are made when they are needed and reused. Source: stream description, section 5.
 */
public final class EncodedData implements AutoCloseable {
  private static final int ZLIB = 1;
  private static final int ZSTD = 2;

  /** LZO with sectors of 4 KiB; each following number has sectors twice as large. */
  private static final int LZO_4K = 3;

  private static final int LZO_64K = 7;

  private static final int SMALLEST_SECTOR = 4096;

  /** The longest extent, decoded, bytes. */
  private static final int MAX_DECODED = 128 << 10;

  private final Map<Integer, Decompressor> decompressors = new HashMap<>();
  private final ByteBuffer decoded = ByteBuffer.allocateDirect(MAX_DECODED);
  private ByteBuffer stored = ByteBuffer.allocateDirect(MAX_DECODED);

  public EncodedData() {}

  /**
   * Decodes one extent.
   *
   * @param compression as in the command
   * @param length of the extent when it is decoded; what the data lacks is zeros
   * @param from where the part that is wanted begins in it
   * @param count the length of that part
   * @return that part, in a direct buffer that is valid until the next call
   * @throws MalformedDataException if the data or the numbers contradict their format
   */
  public ByteBuffer decode(
      int compression, byte[] bytes, int at, int size, long length, long from, long count)
      throws MalformedDataException {
    boolean isPart = length >= 0 && from >= 0 && count >= 0 && count <= length - from;
    if (!isPart || length > MAX_DECODED || compression < ZLIB || compression > LZO_64K) {
      throw new MalformedDataException("numbers that no extent has", 0);
    }
    if (stored.capacity() < size) {
      stored = ByteBuffer.allocateDirect(size);
    }
    stored.clear().put(bytes, at, size);
    Decompressor decompressor =
        decompressors.computeIfAbsent(compression, EncodedData::decompressor);
    int decodedLength = decompressor.decode(stored, size, decoded, 0, (int) length);
    Zeros.put(decoded, decodedLength, (int) length - decodedLength, 0);
    return decoded.clear().limit((int) (from + count)).position((int) from);
  }

  private static Decompressor decompressor(int compression) {
    return switch (compression) {
      case ZLIB -> Decompressor.of(FileExtentItem.ZLIB, SMALLEST_SECTOR);
      case ZSTD -> Decompressor.of(FileExtentItem.ZSTD, SMALLEST_SECTOR);
      default -> Decompressor.of(FileExtentItem.LZO, SMALLEST_SECTOR << (compression - LZO_4K));
    };
  }

  /** Frees the decoders. */
  @Override
  public void close() {
    decompressors.values().forEach(Decompressor::close);
  }
}
