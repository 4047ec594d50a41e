package io.btrsend.engine.format;

/**
 * Compressed data contradicts its format. This exception knows only the offset in the compressed
 * data; the caller of the decoder adds the file and the address to the error that users see.
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
