package io.btrsend.engine.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The length and the window size of a zstd frame, read from its header and from the headers of its
 * blocks. Source: RFC 8878 3.1.1.
 *
 * @param length bytes of the frame
 * @param window bytes of content, unsigned
 */
public record ZstdFrame(int length, long window) {
  private static final int MAGIC = 0xFD2FB528;
  private static final int DESCRIPTOR = 4;
  private static final int SINGLE_SEGMENT = 1 << 5;
  private static final int CHECKSUM = 1 << 2;
  private static final int CHECKSUM_LENGTH = 4;
  private static final int[] DICTIONARY_LENGTHS = {0, 1, 2, 4};
  private static final int BLOCK_HEADER_LENGTH = 3;
  private static final int LAST_BLOCK = 1;
  private static final int RUN = 1;

  /**
   * Parses the frame at the beginning of a buffer without looking into its blocks.
   *
   * @param stored at least {@code limit} bytes; its order becomes little-endian
   * @throws MalformedDataException if no frame begins there, or it does not end within the limit
   */
  public static ZstdFrame parse(ByteBuffer stored, int limit) throws MalformedDataException {
    stored.order(ByteOrder.LITTLE_ENDIAN);
    require(limit > DESCRIPTOR + 1 && stored.getInt(0) == MAGIC, "no zstd frame", 0);
    int descriptor = stored.get(DESCRIPTOR) & 0xff;
    boolean single = (descriptor & SINGLE_SEGMENT) != 0;
    int contentSizeAt = DESCRIPTOR + 1 + (single ? 0 : 1) + DICTIONARY_LENGTHS[descriptor & 0b11];
    int sizeCode = descriptor >>> 6;
    int sizeLength = sizeCode == 0 && !single ? 0 : 1 << sizeCode;
    int checksumAt = endOfBlocks(stored, contentSizeAt + sizeLength, limit);
    int end = checksumAt + ((descriptor & CHECKSUM) == 0 ? 0 : CHECKSUM_LENGTH);
    require(end <= limit, "zstd frame without end", end);
    long window =
        single
            ? contentSize(stored, contentSizeAt, sizeLength)
            : windowSize(stored.get(DESCRIPTOR + 1) & 0xff);
    return new ZstdFrame(end, window);
  }

  private static int endOfBlocks(ByteBuffer stored, int blocksAt, int limit)
      throws MalformedDataException {
    int at = blocksAt;
    boolean last = false;
    while (!last) {
      require(at <= limit - BLOCK_HEADER_LENGTH, "zstd frame without end", at);
      int header = (stored.getShort(at) & 0xffff) | (stored.get(at + 2) & 0xff) << Short.SIZE;
      last = (header & LAST_BLOCK) != 0;
      boolean run = (header >>> 1 & 0b11) == RUN;
      at += BLOCK_HEADER_LENGTH + (run ? 1 : header >>> 3);
    }
    return at;
  }

  private static long contentSize(ByteBuffer stored, int at, int length) {
    return switch (length) {
      case 1 -> stored.get(at) & 0xff;
      case 2 -> (stored.getShort(at) & 0xffff) + 256;
      case 4 -> stored.getInt(at) & 0xffff_ffffL;
      default -> stored.getLong(at);
    };
  }

  /** The exponent is in the upper five bits, eighths to be added in the lower three. */
  private static long windowSize(int descriptor) {
    long base = 1L << (10 + (descriptor >>> 3));
    return base + base / 8 * (descriptor & 0b111);
  }

  private static void require(boolean condition, String fault, int at)
      throws MalformedDataException {
    if (!condition) {
      throw new MalformedDataException(fault, at);
    }
  }
}
