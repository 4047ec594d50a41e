package io.btrsend.engine.device;

import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.ImageAccessException;
import io.btrsend.engine.UnsupportedFeatureException;
import io.btrsend.engine.format.IncompatFeature;
import io.btrsend.engine.format.Superblock;
import io.btrsend.engine.format.SuperblockCheck;
import io.btrsend.engine.image.ByteSource;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Finds the superblock of one image. The primary copy counts if it is sound; the mirrors serve when
 * it is not, since an image is only ever read because someone named it. Source: on-disk format 2.1,
 * 2.5.
 */
final class SuperblockCopies {
  private final ByteSource image;

  SuperblockCopies(ByteSource image) {
    this.image = image;
  }

  /** Whether there is the magic where a superblock may start, sound or not. */
  boolean hasMagic() {
    return hasMagic(readOrNull(Superblock.copyOffset(0))) || hasMagic(readOrNull(0));
  }

  private static boolean hasMagic(Superblock superblock) {
    return superblock != null
        && (superblock.magic() == Superblock.MAGIC_VALUE
            || superblock.magic() == Superblock.UNFINISHED_MAGIC_VALUE);
  }

  /** The superblock in use, and what was wrong with the primary copy if it was a mirror. */
  record Found(Superblock superblock, Optional<String> primaryProblem) {}

  /**
   * The superblock of this image.
   *
   * @throws CorruptFilesystemException if no copy is sound
   * @throws UnsupportedFeatureException if it is sound but needs what this reader does not have
   */
  Found find() {
    Found found = choose();
    String unreadable = SuperblockCheck.unreadable(found.superblock());
    if (unreadable != null) {
      throw new UnsupportedFeatureException(image.name() + ": cannot be read: " + unreadable);
    }
    return found;
  }

  /** On a zoned device the primary's place is one of many in its log, most likely an old one. */
  private Found choose() {
    Superblock primary = readOrNull(Superblock.copyOffset(0));
    String problem = problem(0, primary);
    if (problem == null && !primary.has(IncompatFeature.ZONED)) {
      return new Found(primary, Optional.empty());
    }
    Superblock logged = new SuperblockLog(this::readOrNull).newest();
    if (logged != null && logged.has(IncompatFeature.ZONED)) {
      return new Found(logged, Optional.empty());
    }
    if (problem == null) {
      return new Found(primary, Optional.empty());
    }
    Superblock mirror = bestMirror();
    if (mirror == null) {
      throw new CorruptFilesystemException(image.name() + ": " + problem);
    }
    return new Found(mirror, Optional.of(problem));
  }

  /** The sound mirror of the highest generation, the first one on a tie, or null. */
  private Superblock bestMirror() {
    Superblock best = null;
    for (int copy = 1; copy < Superblock.copies(); copy++) {
      Superblock mirror = readOrNull(Superblock.copyOffset(copy));
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

  /** What is at an offset, or null if the image is too short for it or cannot read it. */
  private Superblock readOrNull(long offset) {
    if (offset > image.size() - Superblock.LENGTH) {
      return null;
    }
    byte[] bytes = new byte[Superblock.LENGTH];
    try {
      image.read(offset, ByteBuffer.wrap(bytes));
    } catch (ImageAccessException unreadable) {
      return null;
    }
    return Superblock.of(bytes);
  }
}
