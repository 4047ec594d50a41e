package io.btrsend.engine;

/** A file that should hold the result of a scan is damaged, or of other devices. */
public final class ScanFileException extends EngineException {
  private static final long serialVersionUID = 1L;

  public ScanFileException(String message) {
    super(message);
  }
}
