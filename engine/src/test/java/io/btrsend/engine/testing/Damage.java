package io.btrsend.engine.testing;

import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.FilesystemOptions;
import io.btrsend.engine.format.Superblock;
import io.btrsend.engine.testing.WritableImages.Place;
import io.btrsend.engine.volume.Chunk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * Kinds of harm to the devices of a fixture. None of them loses a byte where the profiles keep
 * enough copies; {@link DamageTrial} knows where that is.
 */
public enum Damage {
  /** The devices are not given. */
  MISSING {
    @Override
    List<Path> inflict(WritableImages images, List<Integer> devices, Random random) {
      return without(images, devices);
    }
  },

  /** All there is on the devices is garbage, but the copies of their superblocks. */
  GARBAGE {
    @Override
    List<Path> inflict(WritableImages images, List<Integer> devices, Random random)
        throws IOException {
      fill(images, devices, false, random);
      return images.paths();
    }
  },

  /** The devices are garbage from end to end. They are given, but nothing tells what they were. */
  NOTHING_BUT_GARBAGE {
    @Override
    List<Path> inflict(WritableImages images, List<Integer> devices, Random random)
        throws IOException {
      fill(images, devices, true, random);
      return images.paths();
    }
  },

  /** The first of the devices is missing, the others are garbage. */
  MISSING_AND_GARBAGE {
    @Override
    List<Path> inflict(WritableImages images, List<Integer> devices, Random random)
        throws IOException {
      fill(images, devices.subList(1, devices.size()), false, random);
      return without(images, devices.subList(0, 1));
    }
  },

  /** A third of the sectors in use on the devices is garbage, not their superblocks. */
  BAD_SECTORS {
    @Override
    List<Path> inflict(WritableImages images, List<Integer> devices, Random random)
        throws IOException {
      for (Place sector : images.sectorsInUse()) {
        boolean hit = devices.contains(sector.image()) && random.nextInt(3) == 0;
        if (hit && !isSuperblock(sector.position())) {
          images.write(sector, garbage(WritableImages.SECTOR, random));
        }
      }
      return images.paths();
    }
  },

  /** Of every 16 KiB, the size of a tree block, one copy is left, each time another one. */
  ONE_COPY_LEFT {
    @Override
    List<Path> inflict(WritableImages images, List<Integer> devices, Random random)
        throws IOException {
      Set<Place> inUse = new HashSet<>(images.sectorsInUse());
      try (Filesystem filesystem = Filesystem.open(images.paths(), FilesystemOptions.defaults())) {
        for (Chunk chunk : filesystem.volume().chunks()) {
          for (long at = 0; at < chunk.length(); at += TREE_BLOCK) {
            List<Place> copies = copies(images, filesystem, chunk.start() + at);
            Collections.shuffle(copies, random);
            for (Place bad : copies.subList(1, copies.size())) {
              if (isUsed(inUse, bad)) {
                images.write(bad, garbage(TREE_BLOCK, random));
              }
            }
          }
        }
      }
      return images.paths();
    }
  },

  /** The first superblock of each device is garbage. */
  FIRST_SUPERBLOCKS {
    @Override
    List<Path> inflict(WritableImages images, List<Integer> devices, Random random)
        throws IOException {
      for (int device : devices) {
        Place first = new Place(device, Superblock.copyOffset(0));
        images.write(first, garbage(Superblock.LENGTH, random));
      }
      return images.paths();
    }
  };

  private static final int TREE_BLOCK = 16 << 10;

  /** What devices are filled in, to keep them sparse; superblocks lie at multiples of it. */
  private static final int UNIT = 64 << 10;

  /**
   * Does the harm, until the images are restored.
   *
   * @param devices numbers of images, from 0
   * @return the images that there still are
   */
  abstract List<Path> inflict(WritableImages images, List<Integer> devices, Random random)
      throws IOException;

  private static List<Path> without(WritableImages images, List<Integer> devices) {
    List<Path> left = new ArrayList<>(images.paths());
    devices.forEach(device -> left.remove(images.paths().get(device)));
    return left;
  }

  private static void fill(
      WritableImages images, List<Integer> devices, boolean superblocksToo, Random random)
      throws IOException {
    for (int device : devices) {
      for (long unit : unitsInUse(images, device)) {
        if (superblocksToo || !isSuperblock(unit)) {
          images.write(new Place(device, unit), garbage(UNIT, random));
        }
      }
    }
  }

  private static Iterable<Long> unitsInUse(WritableImages images, int device) {
    TreeSet<Long> units = new TreeSet<>();
    for (Place sector : images.sectorsInUse()) {
      if (sector.image() == device) {
        units.add(sector.position() / UNIT * UNIT);
      }
    }
    return units;
  }

  private static boolean isSuperblock(long position) {
    for (int copy = 0; copy < Superblock.copies(); copy++) {
      if (position == Superblock.copyOffset(copy)) {
        return true;
      }
    }
    return false;
  }

  /** Where the copies of an address lie. */
  private static List<Place> copies(WritableImages images, Filesystem filesystem, long logical)
      throws IOException {
    List<Place> copies = new ArrayList<>();
    for (String text : filesystem.volume().describe(logical)) {
      String[] parts = text.split(" at byte ", 2);
      int image = images.paths().indexOf(Path.of(parts[0]));
      copies.add(new Place(image, Long.parseLong(parts[1])));
    }
    return copies;
  }

  private static boolean isUsed(Set<Place> sectors, Place treeBlock) {
    for (int at = 0; at < TREE_BLOCK; at += WritableImages.SECTOR) {
      if (sectors.contains(treeBlock.plus(at))) {
        return true;
      }
    }
    return false;
  }

  private static byte[] garbage(int length, Random random) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
