package io.btrsend.jobs.repository;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.btrsend.jobs.repository.Manifest.StreamFile;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.function.LongConsumer;

/** The stream that belongs to a manifest. For one thread. */
public final class StoredStream {
  private static final int BUFFER = 256 << 10;

  private final Path file;
  private final StreamFile expected;
  private final LongConsumer read;

  /**
   * @param read is told of raw bytes as they are read
   */
  public StoredStream(Repository repository, Manifest manifest, LongConsumer read) {
    this.file = repository.streamFile(manifest);
    this.expected = manifest.stream();
    this.read = read;
  }

  /**
   * Reads all of it.
   *
   * @throws DamagedRepositoryException if it is not what was written
   * @throws IOException if the storage cannot read it
   */
  public void verify() throws IOException {
    copy(null);
  }

  /**
   * Reads all of it, and writes it.
   *
   * @param out null to write it nowhere
   * @throws DamagedRepositoryException if it is not what was written; a part of it was written
   * @throws IOException if it cannot be read or written
   */
  void copy(WritableByteChannel out) throws IOException {
    MessageDigest digest = Sha256.digest();
    long bytes = 0;
    byte[] buffer = new byte[BUFFER];
    requireSize();
    try (InputStream raw = Files.newInputStream(file)) {
      InputStream content = expected.isZstd() ? decompressed(raw) : raw;
      for (int count; (count = next(content, buffer)) >= 0; ) {
        digest.update(buffer, 0, count);
        bytes += count;
        read.accept(count);
        ByteBuffer part = ByteBuffer.wrap(buffer, 0, count);
        while (out != null && part.hasRemaining()) {
          out.write(part);
        }
      }
    }
    if (bytes != expected.bytes() || !Sha256.hex(digest.digest()).equals(expected.sha256())) {
      throw damaged("its SHA-256 is not that of the manifest");
    }
  }

  /** Whether the file is there and has the right size. */
  void requireSize() throws IOException {
    try {
      long size = Files.size(file);
      if (size != expected.fileBytes()) {
        throw damaged("it has %d bytes, expected %d".formatted(size, expected.fileBytes()));
      }
    } catch (NoSuchFileException e) {
      throw damaged("it is missing");
    }
  }

  private static InputStream decompressed(InputStream raw) throws IOException {
    return new ZstdInputStreamNoFinalizer(new BufferedInputStream(raw, BUFFER));
  }

  /** What the decompressor does not understand is damage. */
  private int next(InputStream content, byte[] buffer) throws IOException {
    try {
      return content.read(buffer);
    } catch (ZstdIOException e) {
      throw damaged("zstd: " + e.getMessage());
    }
  }

  private DamagedRepositoryException damaged(String problem) {
    return new DamagedRepositoryException(file + ": is damaged: " + problem);
  }
}
