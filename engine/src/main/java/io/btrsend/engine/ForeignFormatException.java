package io.btrsend.engine;

/** An image is sound as far as can be told, but holds no btrfs filesystem that can be read. */
public final class ForeignFormatException extends EngineException {
  private static final long serialVersionUID = 1L;

  public ForeignFormatException(String message) {
    super(message);
  }
}
