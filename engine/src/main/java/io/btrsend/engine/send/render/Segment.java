package io.btrsend.engine.send.render;

import io.btrsend.engine.extent.ExtentData;
import io.btrsend.engine.send.StageSizes;
import io.btrsend.engine.stream.CommandWriter;
import java.util.List;

/**
 * A run of consecutive whole commands of the stream whose every decision is made: command bytes,
 * and which file bytes belong between them. An immutable value; what it refers to are values, so it
 * may be rendered by any thread at any time.
 */
public final class Segment {
  /** No segment is larger than this many bytes: the size of the buffers that take them. */
  public static final int MAX_SIZE = StageSizes.MAX_SEGMENT_BYTES + CommandWriter.COMMAND_LIMIT_V2;

  /** Bytes of memory that a piece takes, its extent included; an estimate. */
  private static final int PIECE_MEMORY = 150;

  private final int size;
  private final int headerLength;
  private final int commandCount;
  private final byte[] commands;
  private final List<Piece> pieces;

  /**
   * File bytes that belong behind a command's head, and as many behind each of the heads that
   * follow from it: those of the WRITEs that go on where it ends.
   *
   * @param headAt where in the command bytes the head begins
   * @param headLength bytes of a head; its data belongs behind it
   * @param extent where the bytes come from; null for zeros
   * @param length bytes of data behind each head
   * @param count heads; only the first is among the command bytes
   * @param fileOffset first byte in the file; meaningless if {@code encoded}
   * @param offsetAt where in a head the file offset of its data stands; meaningless if {@code
   *     encoded}
   * @param encoded whether the stored bytes of the extent are meant, not the file's
   */
  public record Piece(
      int headAt,
      int headLength,
      ExtentData extent,
      int length,
      int count,
      long fileOffset,
      int offsetAt,
      boolean encoded) {

    /** The stored bytes of a compressed extent. */
    public static Piece ofEncoded(int headAt, int headLength, ExtentData extent, int length) {
      return new Piece(headAt, headLength, extent, length, 1, 0, 0, true);
    }

    /** Bytes of stream. */
    public int size() {
      return count * (headLength + length);
    }
  }

  public Segment(
      int size, int headerLength, int commandCount, byte[] commands, List<Piece> pieces) {
    this.size = size;
    this.headerLength = headerLength;
    this.commandCount = commandCount;
    this.commands = commands;
    this.pieces = pieces;
  }

  /** Bytes of stream. */
  public int size() {
    return size;
  }

  /** Bytes of memory that the segment holds until it is rendered; an estimate. */
  public int heldBytes() {
    return commands.length + PIECE_MEMORY * pieces.size();
  }

  /** Number of commands; the stream header is none. */
  public int commandCount() {
    return commandCount;
  }

  /** Bytes of stream header before the first command; 0 for all segments but the first. */
  public int headerLength() {
    return headerLength;
  }

  /**
   * The stream header, if any, and the bytes of all commands without the data of the pieces and the
   * heads that follow from others; checksums are zero.
   */
  public byte[] commands() {
    return commands;
  }

  /** In the order of their heads. */
  public List<Piece> pieces() {
    return pieces;
  }
}
