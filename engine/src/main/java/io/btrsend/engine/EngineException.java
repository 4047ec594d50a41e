package io.btrsend.engine;

/**
 * The root of every failure that the engine reports to its caller. The message is one line that
 * names the image or stream, the place in it and what was expected, fit to be shown to a user as it
 * is.
 */
public abstract class EngineException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  protected EngineException(String message) {
    super(message);
  }

  protected EngineException(String message, Throwable cause) {
    super(message, cause);
  }
}
