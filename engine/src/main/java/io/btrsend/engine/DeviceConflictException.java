package io.btrsend.engine;

/** The images given do not make up one unambiguous filesystem. */
public final class DeviceConflictException extends EngineException {
  private static final long serialVersionUID = 1L;

  public DeviceConflictException(String message) {
    super(message);
  }

  public DeviceConflictException(String message, Throwable cause) {
    super(message, cause);
  }
}
