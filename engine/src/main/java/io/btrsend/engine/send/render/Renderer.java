package io.btrsend.engine.send.render;

import io.btrsend.engine.extent.ExtentReader;
import io.btrsend.engine.extent.Zeros;
import io.btrsend.engine.format.LittleEndian;
import io.btrsend.engine.stream.CommandChecksums;
import java.nio.ByteBuffer;

/**
 * The fourth stage: turns a segment into the bytes of the stream. File bytes are read, verified and
 * decoded straight into their place, and their checksums become part of those of the commands.
 * Segments may be rendered in any order. For one thread; each thread creates its own.
 */
public final class Renderer implements AutoCloseable {
  private final ExtentReader reader;

  /** The head of the current command. */
  private byte[] head = {};

  public Renderer(ExtentReader reader) {
    this.reader = reader;
  }

  /**
   * Writes exactly {@link Segment#size} bytes at the buffer's position and advances it.
   *
   * @param target a direct buffer with enough room; not kept
   * @throws IllegalStateException if the rendered bytes are not {@link Segment#size} bytes
   */
  public void render(Segment segment, ByteBuffer target) {
    int start = target.position();
    byte[] commands = segment.commands();
    int from = segment.headerLength();
    target.put(commands, 0, from);
    for (Segment.Piece piece : segment.pieces()) {
      CommandChecksums.putStamped(commands, from, piece.headAt(), target);
      from = piece.headAt() + piece.headLength();
      putPiece(target, commands, piece);
    }
    CommandChecksums.putStamped(commands, from, commands.length, target);
    if (segment.leading() > 0) {
      cutFront(target, start, segment.leading());
    }
    int rendered = target.position() - start;
    if (rendered != segment.size()) {
      throw new IllegalStateException(
          "a segment of %d bytes was rendered as %d".formatted(segment.size(), rendered));
    }
  }

  /** Moves the bytes up to the position forward over the first ones from {@code start} on. */
  private static void cutFront(ByteBuffer target, int start, int count) {
    int length = target.position() - start - count;
    target.put(start, target, start + count, length);
    target.position(start + length);
  }

  /** Frees the decoders; the renderer must not be used afterwards. */
  @Override
  public void close() {
    reader.close();
  }

  private void putPiece(ByteBuffer target, byte[] commands, Segment.Piece piece) {
    int headLength = piece.headLength();
    if (head.length < headLength) {
      head = new byte[headLength];
    }
    System.arraycopy(commands, piece.headAt(), head, 0, headLength);
    putCommand(target, piece, piece.fileOffset());
    for (int i = 1; i < piece.count(); i++) {
      long fileOffset = piece.fileOffset() + (long) i * piece.length();
      LittleEndian.putU64(head, piece.offsetAt(), fileOffset);
      putCommand(target, piece, fileOffset);
    }
  }

  private void putCommand(ByteBuffer target, Segment.Piece piece, long fileOffset) {
    int command = target.position();
    target.put(head, 0, piece.headLength());
    int at = target.position();
    int register = CommandChecksums.ofHead(head, 0, piece.headLength());
    CommandChecksums.store(target, command, fill(target, at, piece, fileOffset, register));
    target.position(at + piece.length());
  }

  /** Puts the data at {@code at}; returns the CRC-32C register after it. */
  private int fill(ByteBuffer target, int at, Segment.Piece piece, long fileOffset, int register) {
    if (piece.extent() == null) {
      return Zeros.put(target, at, piece.length(), register);
    }
    if (piece.encoded()) {
      return reader.readEncoded(piece.extent(), target, at, register);
    }
    return reader.read(piece.extent(), fileOffset, target, at, piece.length(), register);
  }
}
