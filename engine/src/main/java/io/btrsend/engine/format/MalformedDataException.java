package io.btrsend.engine.format;

/**
 * A compressed stream contradicts its format. It knows only the place in the stream; whoever had it
 * decoded knows the file and the address and says so in the error that users see.
 */
public final class MalformedDataException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param fault what is wrong
   * @param offset where, in bytes from the start of the stored form
   */
  public MalformedDataException(String fault, long offset) {
    super(fault + " at byte " + offset + " of the compressed data");
  }
}
