package io.btrsend.engine.send;

import io.btrsend.engine.extent.ExtentReader;
import io.btrsend.engine.stream.CommandChecksums;
import java.nio.ByteBuffer;

/**
 * The fourth stage: turns a segment into the bytes of the stream. File bytes are read, verified and
 * decoded straight into their place, and their checksums go into those of the commands. For one
 * thread, make one per thread; segments may be rendered in any order.
 */
public final class Renderer {
  private final ExtentReader reader;

  Renderer(ExtentReader reader) {
    this.reader = reader;
  }

  /**
   * Writes exactly {@link Segment#size} bytes from the buffer's position on, which moves behind
   * them.
   *
   * @param target a direct buffer with that much room; only lent
   */
  public void render(Segment segment, ByteBuffer target) {
    byte[] commands = segment.commands();
    int from = segment.headerLength();
    target.put(commands, 0, from);
    for (Segment.Piece piece : segment.pieces()) {
      putCommands(target, commands, from, piece.headAt());
      from = piece.headAt() + piece.headLength();
      putPiece(target, commands, piece);
    }
    putCommands(target, commands, from, commands.length);
  }

  private static void putCommands(ByteBuffer target, byte[] commands, int from, int to) {
    if (from < to) {
      int at = target.position();
      target.put(commands, from, to - from);
      CommandChecksums.stamp(target, at, target.position());
    }
  }

  private void putPiece(ByteBuffer target, byte[] commands, Segment.Piece piece) {
    int head = target.position();
    target.put(commands, piece.headAt(), piece.headLength());
    int at = target.position();
    int register = fill(target, at, piece);
    target.position(at + piece.length());
    CommandChecksums.stampWithData(target, head, piece.headLength(), register, piece.length());
  }

  /** Puts the data at {@code at}; returns its raw CRC-32C. */
  private int fill(ByteBuffer target, int at, Segment.Piece piece) {
    if (piece.extent() == null) {
      for (int i = at; i < at + piece.length(); i++) {
        target.put(i, (byte) 0);
      }
      return 0;
    }
    if (piece.encoded()) {
      return reader.readEncoded(piece.extent(), target, at);
    }
    return reader.read(piece.extent(), piece.fileOffset(), target, at, piece.length());
  }
}
