package io.btrsend.engine;

/** A send stream is well formed, but nothing proves that it is safe to receive. */
public final class UnverifiedStreamException extends EngineException {
  private static final long serialVersionUID = 1L;

  public UnverifiedStreamException(String message) {
    super(message);
  }
}
