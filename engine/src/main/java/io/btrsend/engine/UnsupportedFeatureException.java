package io.btrsend.engine;

/** The image is sound as far as can be told, but needs a feature this reader does not have. */
public final class UnsupportedFeatureException extends EngineException {
  private static final long serialVersionUID = 1L;

  public UnsupportedFeatureException(String message) {
    super(message);
  }

  public UnsupportedFeatureException(String message, Throwable cause) {
    super(message, cause);
  }
}
