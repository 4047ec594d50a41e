package io.btrsend.engine;

/**
 * A tree that locates or verifies file data cannot be read. The file data itself may be sound, so a
 * policy for unreadable data must not skip it.
 */
public final class DamagedMetadataException extends EngineException {
  private static final long serialVersionUID = 1L;

  /**
   * @param tree its name, for the message
   * @param cause why the tree could not be read
   */
  public DamagedMetadataException(String tree, EngineException cause) {
    super("cannot use " + tree + ": " + cause.getMessage(), cause);
  }
}
