package io.btrsend.jobs.resume;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.btrsend.engine.SendException;
import io.btrsend.engine.SendException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * The names of a partial file and of its record, and the record itself: {@code FILE.partial} and
 * {@code FILE.partial.json}. The record is replaced as a whole, so that it is sound at any time.
 *
 * <p>Thread-safe.
 */
final class PartialFile {
  /** More than the record of any send; it is read into memory. */
  private static final long MAX_RECORD = 64 << 20;

  private final Path target;
  private final FileChannel channel;
  private PartialRecord content;

  /**
   * @param channel of the partial file
   */
  PartialFile(Path target, FileChannel channel, PartialRecord content) {
    this.target = target;
    this.channel = channel;
    this.content = content;
  }

  /** Where the bytes of a file are until it is complete. */
  static Path partialOf(Path target) {
    return target.resolveSibling(target.getFileName() + ".partial");
  }

  static Path recordOf(Path target) {
    return target.resolveSibling(target.getFileName() + ".partial.json");
  }

  /** Where a record is until it is complete. */
  static Path nextRecordOf(Path target) {
    return target.resolveSibling(target.getFileName() + ".partial.json.next");
  }

  /**
   * Reads the record of a partial file.
   *
   * @throws SendException {@link Reason#INVALID} if it is damaged
   * @throws IOException if it cannot be read
   */
  static PartialRecord read(Path target) throws IOException {
    Path file = recordOf(target);
    if (Files.size(file) > MAX_RECORD) {
      throw new SendException(Reason.INVALID, file + ": too large for the record of a send");
    }
    // Bytes that are no UTF-8 become characters that the parser refuses or that match nothing.
    String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    return PartialRecordJson.read(text, file.toString());
  }

  /** Writes the record for the first time. */
  static void write(Path target, PartialRecord content) throws IOException {
    Path file = recordOf(target);
    Path next = nextRecordOf(target);
    try (FileChannel out =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(PartialRecordJson.write(content).getBytes(UTF_8));
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Makes what was written last, and records that. */
  synchronized void checkpoint(Checkpoint checkpoint) throws IOException {
    channel.force(false);
    content = content.with(checkpoint);
    write(target, content);
  }
}
