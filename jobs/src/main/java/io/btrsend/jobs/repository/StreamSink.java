package io.btrsend.jobs.repository;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.security.MessageDigest;
import java.util.OptionalInt;

/**
 * Writes a stream into a file, compressed or not, and knows its SHA-256. Compressed ones consist of
 * frames of a bounded size, each with a checksum, so that a file that ends early can be continued
 * after its last whole frame. For one writer at a time.
 */
public final class StreamSink implements WritableByteChannel {
  /** Raw bytes in a frame of zstd. */
  static final int FRAME = 16 << 20;

  private static final int COPY = 128 << 10;

  private final FileChannel file;
  private final MessageDigest digest;
  private final ZstdOutputStreamNoFinalizer zstd;
  private final byte[] copy;
  private int inFrame;
  private volatile long bytes;

  /**
   * @param file at its end; closed with this
   * @param digest of the raw bytes that it has
   * @param bytes how many these are
   * @param level of compression, or empty
   */
  StreamSink(FileChannel file, MessageDigest digest, long bytes, OptionalInt level)
      throws IOException {
    this.file = file;
    this.digest = digest;
    this.bytes = bytes;
    if (level.isPresent()) {
      zstd =
          new ZstdOutputStreamNoFinalizer(new FileStream(), level.getAsInt())
              .setChecksum(true)
              .setCloseFrameOnFlush(true);
      copy = new byte[COPY];
    } else {
      zstd = null;
      copy = null;
    }
  }

  private final class FileStream extends OutputStream {
    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] source, int at, int length) throws IOException {
      writeFully(ByteBuffer.wrap(source, at, length));
    }
  }

  private void writeFully(ByteBuffer source) throws IOException {
    while (source.hasRemaining()) {
      file.write(source);
    }
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // there is one writer
  public int write(ByteBuffer source) throws IOException {
    int count = source.remaining();
    digest.update(source.duplicate());
    if (zstd == null) {
      writeFully(source);
    } else {
      compress(source);
    }
    bytes += count;
    return count;
  }

  private void compress(ByteBuffer source) throws IOException {
    while (source.hasRemaining()) {
      int length = Math.min(Math.min(source.remaining(), copy.length), FRAME - inFrame);
      source.get(copy, 0, length);
      zstd.write(copy, 0, length);
      inFrame += length;
      if (inFrame == FRAME) {
        zstd.flush();
        inFrame = 0;
      }
    }
  }

  /** Raw bytes of the stream so far; for any thread. */
  public long bytes() {
    return bytes;
  }

  /**
   * All is written: makes it last.
   *
   * @return the SHA-256 of the raw stream, hexadecimal
   */
  String finish() throws IOException {
    if (zstd != null && inFrame > 0) {
      zstd.flush();
    }
    file.force(true);
    return Sha256.hex(digest.digest());
  }

  /** Bytes of the file. */
  long fileBytes() throws IOException {
    return file.size();
  }

  @Override
  public boolean isOpen() {
    return file.isOpen();
  }

  @Override
  public void close() throws IOException {
    try {
      if (zstd != null) {
        zstd.closeWithoutClosingParentStream();
      }
    } finally {
      file.close();
    }
  }
}
