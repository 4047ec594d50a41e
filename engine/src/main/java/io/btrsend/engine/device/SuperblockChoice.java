package io.btrsend.engine.device;

import io.btrsend.engine.DeviceConflictException;
import io.btrsend.engine.format.Superblock;
import io.btrsend.engine.format.SuperblockCheck;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * Chooses the superblock of the filesystem among those of the images. Images of its seeds may be
 * among them; all others must belong to one filesystem. Source: on-disk format 3.2, 3.4.
 */
final class SuperblockChoice {
  private static final Comparator<Image> BY_GENERATION =
      (a, b) -> Long.compareUnsigned(a.generation(), b.generation());

  private final List<Image> images;

  SuperblockChoice(List<Image> images) {
    this.images = images;
  }

  Superblock superblock() {
    Image chosen = newestOfTheOnlyFilesystem();
    for (Image image : images) {
      if (image.group().equals(chosen.group())) {
        requireSameShape(chosen, image);
        requireSameHistory(chosen, image);
      }
    }
    return chosen.superblock();
  }

  private Image newestOfTheOnlyFilesystem() {
    List<Image> grown = new ArrayList<>();
    for (Image image : images) {
      if (!SuperblockCheck.isSeeding(image.superblock())) {
        grown.add(image);
      }
    }
    for (Image image : grown) {
      if (!image.group().equals(grown.get(0).group())) {
        throw new DeviceConflictException(
            String.format(
                "%s belongs to filesystem %s but %s to %s: name the images of one filesystem",
                grown.get(0).name(),
                grown.get(0).superblock().fsid(),
                image.name(),
                image.superblock().fsid()));
      }
    }
    List<Image> candidates = grown.isEmpty() ? images : grown;
    if (candidates.isEmpty()) {
      throw new DeviceConflictException("no image holds a device in use");
    }
    return Collections.max(candidates, BY_GENERATION);
  }

  private static void requireSameShape(Image a, Image b) {
    Superblock x = a.superblock();
    Superblock y = b.superblock();
    if (x.sectorSize() != y.sectorSize()
        || x.nodeSize() != y.nodeSize()
        || x.checksumType() != y.checksumType()) {
      throw new DeviceConflictException(
          a.name() + " and " + b.name() + " differ in sector size, node size or checksum type");
    }
  }

  /** Refuses two images if neither is an earlier state of the other. */
  private static void requireSameHistory(Image newer, Image older) {
    Superblock a = newer.superblock();
    Superblock b = older.superblock();
    boolean sameRoots =
        a.generation() != b.generation()
            || (a.root() == b.root() && a.chunkRoot() == b.chunkRoot());
    if (!sameRoots || !a.sharesHistoryWith(b)) {
      throw new DeviceConflictException(
          String.format(
              "%s and %s disagree about commit %s: the halves of a mirror were each written alone"
                  + " (split brain); to read one half, leave the other's devices out",
              newer.name(), older.name(), Long.toUnsignedString(b.generation())));
    }
  }
}
