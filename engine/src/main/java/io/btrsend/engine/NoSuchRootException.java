package io.btrsend.engine;

/** The root at which a filesystem was to be opened does not exist. */
public final class NoSuchRootException extends EngineException {
  private static final long serialVersionUID = 1L;

  public NoSuchRootException(String message) {
    super(message);
  }
}
