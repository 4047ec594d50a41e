package io.btrsend.engine;

/** The bytes of a send stream contradict its format. */
public final class StreamFormatException extends EngineException {
  private static final long serialVersionUID = 1L;

  public StreamFormatException(String message) {
    super(message);
  }

  public StreamFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
