package io.btrsend.engine.device;

import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.ImageAccessException;
import io.btrsend.engine.UnsupportedFeatureException;
import io.btrsend.engine.format.Superblock;
import io.btrsend.engine.format.SuperblockCheck;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Finds the superblock of one device. The primary copy counts if it is sound; the mirrors serve
 * when it is not, since an image is only ever read because someone named it. Source: on-disk format
 * 2.1, 2.5.
 */
final class SuperblockCopies {
  private final Device device;

  SuperblockCopies(Device device) {
    this.device = device;
  }

  /** Whether the primary copy's place bears the magic, sound or not. */
  boolean hasMagic() {
    Superblock primary = readOrNull(0);
    return primary != null
        && (primary.magic() == Superblock.MAGIC_VALUE
            || primary.magic() == Superblock.UNFINISHED_MAGIC_VALUE);
  }

  /** The superblock in use, and what was wrong with the primary copy if it was not that one. */
  record Found(Superblock superblock, Optional<String> primaryProblem) {}

  /**
   * The superblock of this device.
   *
   * @throws CorruptFilesystemException if no copy is sound
   * @throws UnsupportedFeatureException if it is sound but needs what this reader does not have
   */
  Found find() {
    String problem = problem(0, readOrNull(0));
    Superblock best = problem == null ? readOrNull(0) : bestMirror();
    if (best == null) {
      throw new CorruptFilesystemException(device.name() + ": " + problem);
    }
    String unreadable = SuperblockCheck.unreadable(best);
    if (unreadable != null) {
      throw new UnsupportedFeatureException(device.name() + ": cannot be read: " + unreadable);
    }
    return new Found(best, Optional.ofNullable(problem));
  }

  /** The sound mirror of the highest generation, the first one on a tie, or null. */
  private Superblock bestMirror() {
    Superblock best = null;
    for (int copy = 1; copy < Superblock.copies(); copy++) {
      Superblock mirror = readOrNull(copy);
      boolean newer =
          problem(copy, mirror) == null
              && (best == null || Long.compareUnsigned(mirror.generation(), best.generation()) > 0);
      if (newer) {
        best = mirror;
      }
    }
    return best;
  }

  private String problem(int copy, Superblock superblock) {
    return superblock == null
        ? "no btrfs superblock can be read at byte " + Superblock.copyOffset(copy)
        : SuperblockCheck.problem(superblock, Superblock.copyOffset(copy));
  }

  /** A copy as it is, or null if the device is too short for it or cannot read it. */
  private Superblock readOrNull(int copy) {
    long offset = Superblock.copyOffset(copy);
    if (offset + Superblock.LENGTH > device.size()) {
      return null;
    }
    byte[] bytes = new byte[Superblock.LENGTH];
    try {
      device.read(offset, ByteBuffer.wrap(bytes));
    } catch (ImageAccessException unreadable) {
      return null;
    }
    return Superblock.of(bytes);
  }
}
