package io.btrsend.engine;

import io.btrsend.engine.format.TreeName;

/**
 * A tree that locates or verifies file data cannot be read. The file data itself may be sound, so a
 * policy for unreadable data must not skip it.
 */
public final class DamagedMetadataException extends EngineException {
  private static final long serialVersionUID = 1L;

  /**
   * @param treeId the tree that is damaged
   * @param cause why the tree could not be read
   */
  public DamagedMetadataException(long treeId, EngineException cause) {
    super("cannot use " + TreeName.of(treeId) + ": " + cause.getMessage(), cause);
  }
}
