package io.btrsend.jobs.repository;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.btrsend.engine.StreamFormatException;
import io.btrsend.engine.format.MalformedDataException;
import io.btrsend.engine.format.ZstdFrame;
import io.btrsend.engine.stream.ResumeToken;
import io.btrsend.engine.stream.StreamPoint;
import io.btrsend.engine.stream.StreamReader;
import io.btrsend.engine.stream.StreamReaderOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.DigestInputStream;
import java.security.MessageDigest;

/**
 * What an interrupted run has left of a stream. All of it is read once, since the SHA-256 of the
 * whole stream is needed anyway; so nothing has to be recorded while a stream is written.
 *
 * @param digest of the raw bytes that are there
 * @param bytes how many these are; of a compressed file, all of its whole frames
 * @param fileBytes after which the file is continued
 * @param point the last place between two commands
 */
record PartialStream(MessageDigest digest, long bytes, long fileBytes, StreamPoint point) {
  /** Bytes of a command that may be cut off. */
  private static final int MAX_TAIL = 1 << 20;

  /**
   * Reads one.
   *
   * @param file a partial file; its position does not matter
   * @return null if nothing of it can be used
   */
  static PartialStream read(FileChannel file, boolean zstd, String name) throws IOException {
    long fileBytes = zstd ? wholeFrames(file) : file.size();
    try {
      PartialStream all = read(file, zstd, fileBytes, name);
      if (all.bytes - all.point.bytes() > MAX_TAIL || all.point.bytes() == 0) {
        return null;
      }
      // An uncompressed file is cut after its last command.
      return zstd || all.bytes == all.point.bytes()
          ? all
          : read(file, false, all.point.bytes(), name);
    } catch (StreamFormatException | IOException e) {
      return null;
    }
  }

  private static PartialStream read(FileChannel file, boolean zstd, long fileBytes, String name)
      throws IOException {
    MessageDigest digest = Sha256.digest();
    InputStream part = new FilePart(file, fileBytes);
    try (InputStream raw = zstd ? new ZstdInputStreamNoFinalizer(part) : part;
        CountedDigest counted = new CountedDigest(raw, digest)) {
      StreamReader reader = new StreamReader(counted, name, StreamReaderOptions.LENIENT);
      ResumeToken token = ResumeToken.read(reader).token();
      counted.skipRest();
      return new PartialStream(digest, counted.bytes, fileBytes, token.point());
    }
  }

  /** Where the last whole frame ends. */
  private static long wholeFrames(FileChannel file) throws IOException {
    // An incompressible frame is a little larger than what is in it.
    ByteBuffer window = ByteBuffer.allocate(StreamSink.FRAME + (1 << 20));
    long end = 0;
    while (true) {
      window.clear();
      int available = 0;
      for (int count; window.hasRemaining(); available += count) {
        count = file.read(window, end + available);
        if (count < 0) {
          break;
        }
      }
      try {
        end += ZstdFrame.parse(window, available).length();
      } catch (MalformedDataException e) {
        return end;
      }
    }
  }

  /** The beginning of a file, read without moving its position. */
  private static final class FilePart extends InputStream {
    private final FileChannel file;
    private final long end;
    private long at;

    FilePart(FileChannel file, long end) {
      this.file = file;
      this.end = end;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int wanted = (int) Math.min(length, end - at);
      if (wanted == 0) {
        return length == 0 ? 0 : -1;
      }
      int count = file.read(ByteBuffer.wrap(target, offset, wanted), at);
      at += Math.max(0, count);
      return count;
    }
  }

  private static final class CountedDigest extends DigestInputStream {
    private long bytes;

    CountedDigest(InputStream in, MessageDigest digest) {
      super(in, digest);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int count = super.read(target, offset, length);
      bytes += Math.max(0, count);
      return count;
    }

    void skipRest() throws IOException {
      byte[] rest = new byte[1 << 16];
      while (read(rest, 0, rest.length) >= 0) {
        // the digest is all that is wanted
      }
    }
  }
}
