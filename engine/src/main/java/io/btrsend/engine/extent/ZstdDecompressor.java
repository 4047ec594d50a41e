package io.btrsend.engine.extent;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One zstd frame; what follows it is padding. The frame is decoded in one step straight into its
 * destination, so its window costs no memory; a window above 128 KiB is refused all the same, since
 * nothing that writes btrfs makes one. Source: on-disk format 8.4, RFC 8878 3.1.1.1.
 */
final class ZstdDecompressor implements Decompressor {
  private static final int MAGIC = 0xFD2FB528;
  private static final int DESCRIPTOR = 4;
  private static final int WINDOW = DESCRIPTOR + 1;
  private static final int SINGLE_SEGMENT = 1 << 5;
  private static final long MOST_WINDOW = 128 << 10;

  private final ZstdDecompressCtx context = new ZstdDecompressCtx();

  @Override
  public int decode(ByteBuffer stored, int length, ByteBuffer decoded, int at, int limit)
      throws MalformedDataException {
    stored.clear().order(ByteOrder.LITTLE_ENDIAN);
    if (length <= WINDOW || stored.getInt(0) != MAGIC) {
      throw new MalformedDataException("no zstd frame", 0);
    }
    long frame = Zstd.findDirectByteBufferFrameCompressedSize(stored, 0, length);
    if (Zstd.isError(frame) || frame > length) {
      throw new MalformedDataException("zstd: " + Zstd.getErrorName(frame), 0);
    }
    requireModestWindow(stored, (int) frame);
    decoded.clear();
    try {
      return context.decompressDirectByteBuffer(decoded, at, limit, stored, 0, (int) frame);
    } catch (ZstdException e) {
      throw new MalformedDataException("zstd: " + e.getMessage() + " in the frame", 0);
    }
  }

  private static void requireModestWindow(ByteBuffer stored, int frame)
      throws MalformedDataException {
    boolean single = (stored.get(DESCRIPTOR) & SINGLE_SEGMENT) != 0;
    long window =
        single
            ? Zstd.getDirectByteBufferFrameContentSize(stored, 0, frame)
            : windowSize(stored.get(WINDOW) & 0xff);
    if (Long.compareUnsigned(window, MOST_WINDOW) > 0) {
      throw new MalformedDataException(
          "zstd window of " + Long.toUnsignedString(window) + " bytes", WINDOW);
    }
  }

  /** The exponent is in the upper five bits, eighths to be added in the lower three. */
  private static long windowSize(int descriptor) {
    long base = 1L << (10 + (descriptor >> 3));
    return base + base / 8 * (descriptor & 7);
  }

  @Override
  public void close() {
    context.close();
  }
}
