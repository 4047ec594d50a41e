package io.btrsend.engine;

/** The image uses a feature that btrsend does not support; nothing is known to be damaged. */
public final class UnsupportedFeatureException extends EngineException {
  private static final long serialVersionUID = 1L;

  public UnsupportedFeatureException(String message) {
    super(message);
  }

  public UnsupportedFeatureException(String message, Throwable cause) {
    super(message, cause);
  }
}
