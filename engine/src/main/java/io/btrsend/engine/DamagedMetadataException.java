package io.btrsend.engine;

/**
 * A tree that is needed to find or to verify file data cannot be read. The data may be sound, so
 * this is no case of unreadable data: no policy about that may skip it.
 */
public final class DamagedMetadataException extends EngineException {
  private static final long serialVersionUID = 1L;

  /**
   * @param tree its name, for the message
   * @param cause what kept the tree from being read, of any kind
   */
  public DamagedMetadataException(String tree, EngineException cause) {
    super(tree + ": " + cause.getMessage(), cause);
  }
}
