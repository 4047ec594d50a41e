package io.btrsend.engine.image.qcow2;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import io.btrsend.engine.format.MalformedDataException;
import io.btrsend.engine.format.ZstdFrame;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Decodes compressed clusters of either type. For one thread at a time. */
final class Decoder implements AutoCloseable {
  /** The largest cluster; a frame that needs a larger window is not one of a cluster. */
  private static final long MAX_WINDOW = 2 << 20;

  private Inflater inflater;
  private ZstdDecompressCtx zstd;
  private ByteBuffer stored = ByteBuffer.allocateDirect(0);

  /** A buffer for a stored form, direct and empty; valid until it is asked for again. */
  ByteBuffer stored(int length) {
    if (stored.capacity() < length) {
      stored = ByteBuffer.allocateDirect(length);
    }
    return stored.clear().limit(length);
  }

  /**
   * Fills a direct buffer with the content of a cluster.
   *
   * @throws io.btrsend.engine.ImageAccessException if it cannot be read or has not that content
   */
  void decode(CompressedCluster cluster, ByteBuffer content) {
    ByteBuffer from = cluster.readStored(this);
    if (cluster.compression() == CompressedCluster.ZSTD) {
      decodeZstd(cluster, from, content);
    } else {
      inflate(cluster, from, content);
    }
  }

  /** Deflate without the head and checksum of zlib; it need not have ended with the cluster. */
  private void inflate(CompressedCluster cluster, ByteBuffer from, ByteBuffer content) {
    if (inflater == null) {
      inflater = new Inflater(true);
    }
    inflater.reset();
    inflater.setInput(from);
    try {
      while (content.hasRemaining()) {
        if (inflater.inflate(content) == 0) {
          throw cluster.malformed("ends " + content.remaining() + " bytes before its content");
        }
      }
    } catch (DataFormatException e) {
      throw cluster.malformed("deflate: " + e.getMessage());
    }
  }

  /** One frame. */
  private void decodeZstd(CompressedCluster cluster, ByteBuffer from, ByteBuffer content) {
    if (zstd == null) {
      zstd = new ZstdDecompressCtx();
    }
    int wanted = content.remaining();
    int decoded;
    try {
      ZstdFrame frame = ZstdFrame.parse(from, from.limit());
      if (Long.compareUnsigned(frame.window(), MAX_WINDOW) > 0) {
        throw cluster.malformed("zstd: a window of " + Long.toUnsignedString(frame.window()));
      }
      decoded =
          zstd.decompressDirectByteBuffer(
              content, content.position(), wanted, from, 0, frame.length());
    } catch (MalformedDataException | ZstdException e) {
      throw cluster.malformed(e.getMessage());
    }
    if (decoded != wanted) {
      throw cluster.malformed("ends " + (wanted - decoded) + " bytes before its content");
    }
    content.position(content.limit());
  }

  @Override
  public void close() {
    if (inflater != null) {
      inflater.end();
    }
    if (zstd != null) {
      zstd.close();
    }
  }
}
