package io.btrsend.engine.send;

import io.btrsend.engine.extent.ExtentReader;
import io.btrsend.engine.extent.Zeros;
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
      CommandChecksums.putStamped(commands, from, piece.headAt(), target);
      from = piece.headAt() + piece.headLength();
      putPiece(target, commands, piece);
    }
    CommandChecksums.putStamped(commands, from, commands.length, target);
  }

  private void putPiece(ByteBuffer target, byte[] commands, Segment.Piece piece) {
    int head = target.position();
    target.put(commands, piece.headAt(), piece.headLength());
    int at = target.position();
    int register = CommandChecksums.ofHead(commands, piece.headAt(), piece.headLength());
    CommandChecksums.store(target, head, fill(target, at, piece, register));
    target.position(at + piece.length());
  }

  /** Puts the data at {@code at}; returns what becomes of the CRC-32C register over it. */
  private int fill(ByteBuffer target, int at, Segment.Piece piece, int register) {
    if (piece.extent() == null) {
      return Zeros.put(target, at, piece.length(), register);
    }
    if (piece.encoded()) {
      return reader.readEncoded(piece.extent(), target, at, register);
    }
    return reader.read(piece.extent(), piece.fileOffset(), target, at, piece.length(), register);
  }
}
