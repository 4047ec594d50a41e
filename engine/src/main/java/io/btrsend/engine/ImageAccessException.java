package io.btrsend.engine;

/** The operating system refused or failed to read an image or block device. */
public final class ImageAccessException extends EngineException {
  private static final long serialVersionUID = 1L;

  public ImageAccessException(String message) {
    super(message);
  }

  public ImageAccessException(String message, Throwable cause) {
    super(message, cause);
  }
}
