package io.btrsend.engine;

/** The requested bytes lie only on devices that were not given. */
public final class MissingDeviceException extends EngineException {
  private static final long serialVersionUID = 1L;

  public MissingDeviceException(String message) {
    super(message);
  }

  public MissingDeviceException(String message, Throwable cause) {
    super(message, cause);
  }
}
