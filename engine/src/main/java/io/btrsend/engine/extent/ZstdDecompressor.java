package io.btrsend.engine.extent;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import io.btrsend.engine.format.MalformedDataException;
import io.btrsend.engine.format.ZstdFrame;
import java.nio.ByteBuffer;

/**
 * One zstd frame; the bytes after it are padding. The frame is decoded in one step into its
 * destination, so its window needs no memory. A window above 128 KiB is refused all the same,
 * because btrfs never writes one. Source: on-disk format 8.4.
 */
final class ZstdDecompressor implements Decompressor {
  private static final long MAX_WINDOW = 128 << 10;

  private final ZstdDecompressCtx context = new ZstdDecompressCtx();

  @Override
  public int decode(ByteBuffer stored, int length, ByteBuffer decoded, int at, int limit)
      throws MalformedDataException {
    stored.clear();
    ZstdFrame frame = ZstdFrame.parse(stored, length);
    if (Long.compareUnsigned(frame.window(), MAX_WINDOW) > 0) {
      throw new MalformedDataException(
          "zstd window of " + Long.toUnsignedString(frame.window()) + " bytes", 5);
    }
    decoded.clear();
    try {
      return context.decompressDirectByteBuffer(decoded, at, limit, stored, 0, frame.length());
    } catch (ZstdException e) {
      throw new MalformedDataException("zstd: " + e.getMessage() + " in the frame", 0);
    }
  }

  @Override
  public void close() {
    context.close();
  }
}
