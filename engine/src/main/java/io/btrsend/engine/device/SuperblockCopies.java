package io.btrsend.engine.device;

import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.EngineException;
import io.btrsend.engine.ImageAccessException;
import io.btrsend.engine.UnsupportedFeatureException;
import io.btrsend.engine.format.IncompatFeature;
import io.btrsend.engine.format.Superblock;
import io.btrsend.engine.format.SuperblockCheck;
import io.btrsend.engine.image.ByteSource;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the superblock of one image. A sound primary copy is used; otherwise the newest sound
 * mirror is. Using a mirror is safe because the user named the image explicitly. Source: on-disk
 * format 2.1, 2.5.
 */
final class SuperblockCopies {
  private final ByteSource image;

  /** The first read that failed, null if none did. */
  private ImageAccessException failure;

  SuperblockCopies(ByteSource image) {
    this.image = image;
  }

  /** Whether the first copy, or one at the start, has the magic number, be it sound or not. */
  boolean hasMagic() {
    return hasMagic(readOrNull(Superblock.copyOffset(0))) || hasMagic(readOrNull(0));
  }

  /** Whether one of the other copies is sound. */
  boolean hasMirror() {
    return bestMirror() != null;
  }

  /** Every copy that the image is long enough for; on a zoned device only the one in use. */
  List<SuperblockCopy> all() {
    Found found = choose();
    if (found.superblock().has(IncompatFeature.ZONED)) {
      Superblock used = found.superblock();
      return List.of(new SuperblockCopy(image.name(), used.bytenr(), used, null));
    }
    List<SuperblockCopy> copies = new ArrayList<>();
    for (int copy = 0; copy < Superblock.copies(); copy++) {
      long offset = Superblock.copyOffset(copy);
      if (offset <= image.size() - Superblock.LENGTH) {
        Superblock superblock = readOrNull(offset);
        copies.add(new SuperblockCopy(image.name(), offset, superblock, problem(copy, superblock)));
      }
    }
    return copies;
  }

  private static boolean hasMagic(Superblock superblock) {
    return superblock != null
        && (superblock.magic() == Superblock.MAGIC_VALUE
            || superblock.magic() == Superblock.UNFINISHED_MAGIC_VALUE);
  }

  /** The chosen superblock, and the problem of the primary copy if a mirror was chosen. */
  record Found(Superblock superblock, Optional<String> primaryProblem) {}

  /**
   * The superblock of this image.
   *
   * @throws CorruptFilesystemException if no copy is sound
   * @throws io.btrsend.engine.ForeignFormatException if there is none, and the image is something
   *     else
   * @throws UnsupportedFeatureException if it is sound but needs a feature that btrsend does not
   *     support
   */
  Found find() {
    Found found = choose();
    String unreadable = SuperblockCheck.unreadable(found.superblock());
    if (unreadable != null) {
      throw new UnsupportedFeatureException(image.name() + ": cannot be read: " + unreadable);
    }
    return found;
  }

  /**
   * On a zoned device the place of the primary copy is only the first entry of a log, and usually
   * outdated.
   */
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
      throw failure(primary, problem);
    }
    return new Found(mirror, Optional.of(problem));
  }

  private EngineException failure(Superblock primary, String problem) {
    if (failure != null) {
      return new CorruptFilesystemException(failure.getMessage(), failure);
    }
    return hasMagic(primary)
        ? new CorruptFilesystemException(image.name() + ": " + problem)
        : new WithoutFilesystem(image).failure(problem);
  }

  /** The sound mirror with the highest generation (of equals the first), or null. */
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

  /** Reads the superblock at an offset; null if the image is too short or cannot be read there. */
  private Superblock readOrNull(long offset) {
    if (offset > image.size() - Superblock.LENGTH) {
      return null;
    }
    byte[] bytes = new byte[Superblock.LENGTH];
    try {
      image.read(offset, ByteBuffer.wrap(bytes));
    } catch (ImageAccessException unreadable) {
      failure = failure == null ? unreadable : failure;
      return null;
    }
    return Superblock.of(bytes);
  }
}
