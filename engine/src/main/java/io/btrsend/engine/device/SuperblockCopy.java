package io.btrsend.engine.device;

import io.btrsend.engine.format.Superblock;

/**
 * One copy of the superblock on one image.
 *
 * @param image its name
 * @param offset where the copy is, bytes
 * @param superblock as stored; null if it cannot be read
 * @param problem why it cannot be used; null if it is sound
 */
public record SuperblockCopy(String image, long offset, Superblock superblock, String problem) {
  public boolean isSound() {
    return problem == null;
  }
}
