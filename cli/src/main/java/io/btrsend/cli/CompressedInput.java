package io.btrsend.cli;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStream;
import io.btrsend.engine.StreamFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;

/** A stream that may be compressed with zstd, which its first bytes tell. */
final class CompressedInput implements ReadableByteChannel {
  private static final byte[] ZSTD = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};

  private final ReadableByteChannel stored;
  private final String name;
  private final ByteBuffer head = ByteBuffer.allocate(ZSTD.length);
  private ReadableByteChannel decoded;

  /**
   * @param stored closed with this
   * @param name of the stream, for messages
   */
  CompressedInput(ReadableByteChannel stored, String name) {
    this.stored = stored;
    this.name = name;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    if (decoded == null) {
      decoded = recognize();
    }
    try {
      return decoded.read(target);
    } catch (ZstdIOException e) {
      throw new StreamFormatException(name + ": damaged zstd data: " + e.getMessage());
    }
  }

  private ReadableByteChannel recognize() throws IOException {
    while (head.hasRemaining() && stored.read(head) >= 0) {
      // A pipe may give one byte at a time.
    }
    head.flip();
    boolean isCompressed = Arrays.equals(head.array(), 0, head.limit(), ZSTD, 0, ZSTD.length);
    ReadableByteChannel whole = new Whole();
    if (!isCompressed) {
      return whole;
    }
    InputStream in = Channels.newInputStream(whole);
    return Channels.newChannel(new ZstdInputStream(in));
  }

  /** The stored bytes, those that were looked at included. */
  private final class Whole implements ReadableByteChannel {
    @Override
    public int read(ByteBuffer target) throws IOException {
      if (!head.hasRemaining()) {
        return stored.read(target);
      }
      int count = Math.min(head.remaining(), target.remaining());
      for (int i = 0; i < count; i++) {
        target.put(head.get());
      }
      return count;
    }

    @Override
    public boolean isOpen() {
      return stored.isOpen();
    }

    @Override
    public void close() throws IOException {
      stored.close();
    }
  }

  @Override
  public boolean isOpen() {
    return stored.isOpen();
  }

  @Override
  public void close() throws IOException {
    if (decoded == null) {
      stored.close();
    } else {
      decoded.close();
    }
  }
}
