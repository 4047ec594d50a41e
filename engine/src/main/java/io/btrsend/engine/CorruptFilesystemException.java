package io.btrsend.engine;

/** The bytes of an image contradict the on-disk format, on every copy that could be read. */
public final class CorruptFilesystemException extends EngineException {
  private static final long serialVersionUID = 1L;

  public CorruptFilesystemException(String message) {
    super(message);
  }

  public CorruptFilesystemException(String message, Throwable cause) {
    super(message, cause);
  }
}
