package io.btrsend.engine;

/**
 * The filesystem cannot be opened at the chosen root, because the chunk tree or the root tree is
 * damaged there. At another root it may be sound.
 */
public final class DamagedRootException extends EngineException {
  private static final long serialVersionUID = 1L;

  public DamagedRootException(String message) {
    super(message);
  }

  /**
   * @param cause why a block of one of the trees could not be read
   */
  public DamagedRootException(EngineException cause) {
    super(cause.getMessage(), cause);
  }
}
