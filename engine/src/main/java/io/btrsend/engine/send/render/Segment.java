package io.btrsend.engine.send.render;

import io.btrsend.engine.extent.ExtentData;
import io.btrsend.engine.send.StageSizes;
import io.btrsend.engine.stream.CommandWriter;
import java.util.List;

/**
 * A run of consecutive whole commands of the stream, fully decided (but for a first command of
 * which only the rest is wanted): the bytes of commands, and references to the file data between
 * them. Immutable, as is everything that it refers to, so any thread can render it at any time.
 */
public final class Segment {
  /** The maximum size of a segment in bytes, which is the size of output buffers. */
  public static final int MAX_SIZE = StageSizes.MAX_SEGMENT_BYTES + CommandWriter.COMMAND_LIMIT_V2;

  /** Estimated bytes of memory per piece, including its extent. */
  private static final int PIECE_MEMORY = 150;

  private final int size;
  private final int leading;
  private final int headerLength;
  private final byte[] commands;
  private final List<Piece> pieces;

  /**
   * The file data of one command, or of a run of WRITEs of equal length. Only the head of the first
   * command is stored; those of the following WRITEs differ only in the file offset.
   *
   * @param headAt index of the head in the command bytes
   * @param headLength bytes of a head, after which the data follows
   * @param extent source of the data; null for zeros
   * @param length bytes of data after each head
   * @param count number of commands; only the head of the first is among the command bytes
   * @param fileOffset file offset of the first byte; meaningless if {@code encoded}
   * @param offsetAt index of the file offset in a head; meaningless if {@code encoded}
   * @param encoded whether the data is the stored bytes of the extent instead of file bytes
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

  public Segment(int size, int leading, int headerLength, byte[] commands, List<Piece> pieces) {
    this.size = size;
    this.leading = leading;
    this.headerLength = headerLength;
    this.commands = commands;
    this.pieces = pieces;
  }

  /** Bytes of stream. */
  public int size() {
    return size;
  }

  /**
   * Bytes at the front of its first command that are not written, because the part of the output
   * that is wanted begins inside that command; they are not among {@link #size}.
   */
  public int leading() {
    return leading;
  }

  /** Estimated bytes of memory that the segment holds until it is rendered. */
  public int heldBytes() {
    return commands.length + PIECE_MEMORY * pieces.size();
  }

  /** Bytes of stream header before the first command; 0 for all segments but the first. */
  public int headerLength() {
    return headerLength;
  }

  /**
   * The stream header, if any, and the bytes of all commands, without the data of the pieces and
   * without the heads of their further commands. Checksums are zero.
   */
  public byte[] commands() {
    return commands;
  }

  /** The pieces, in the order of their heads. */
  public List<Piece> pieces() {
    return pieces;
  }
}
