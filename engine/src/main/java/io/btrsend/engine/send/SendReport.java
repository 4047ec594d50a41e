package io.btrsend.engine.send;

/**
 * The size of a stream, or of the part sent so far.
 *
 * @param bytes length of the stream, header included
 * @param commands number of commands, END included
 */
public record SendReport(long bytes, long commands) {

  /** The report of a send that has not begun. */
  public static final SendReport NOTHING = new SendReport(0, 0);

  /** The sum of two reports. */
  public SendReport plus(SendReport other) {
    return new SendReport(bytes + other.bytes, commands + other.commands);
  }
}
