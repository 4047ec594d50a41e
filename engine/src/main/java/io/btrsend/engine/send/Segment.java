package io.btrsend.engine.send;

import io.btrsend.engine.extent.ExtentData;
import io.btrsend.engine.stream.CommandWriter;
import java.util.List;

/**
 * A run of consecutive whole commands of the stream whose every decision is made: command bytes,
 * and which file bytes belong between them. An immutable value; what it refers to are values, so it
 * may be rendered by any thread at any time.
 */
public final class Segment {
  /** Bytes at which a segment is closed. */
  static final int TARGET_SIZE = 1024 * 1024;

  /** No segment is larger than this many bytes: the size of the buffers that take them. */
  public static final int MAX_SIZE = TARGET_SIZE + CommandWriter.COMMAND_LIMIT_V2;

  private final int size;
  private final int headerLength;
  private final int commandCount;
  private final byte[] commands;
  private final List<Piece> pieces;

  /**
   * File bytes that belong behind a command's head.
   *
   * @param headAt where in the command bytes the head begins
   * @param headLength bytes of the head; the data belongs behind it
   * @param extent where the bytes come from; null for zeros
   * @param fileOffset first byte in the file; meaningless if {@code encoded}
   * @param length number of bytes
   * @param encoded whether the stored bytes of the extent are meant, not the file's
   */
  record Piece(
      int headAt,
      int headLength,
      ExtentData extent,
      long fileOffset,
      int length,
      boolean encoded) {}

  Segment(int size, int headerLength, int commandCount, byte[] commands, List<Piece> pieces) {
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

  /** Number of commands; the stream header is none. */
  public int commandCount() {
    return commandCount;
  }

  /** Bytes of stream header before the first command; 0 for all segments but the first. */
  int headerLength() {
    return headerLength;
  }

  /**
   * The stream header, if any, and the bytes of all commands without the data of the pieces;
   * checksums are zero.
   */
  byte[] commands() {
    return commands;
  }

  /** In the order of their heads. */
  List<Piece> pieces() {
    return pieces;
  }
}
