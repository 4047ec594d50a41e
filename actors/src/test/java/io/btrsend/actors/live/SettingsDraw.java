package io.btrsend.actors.live;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Draws how a filesystem is made: the usual way most of the time, with every option now and then.
 */
final class SettingsDraw {

  private static final long SIZE = 512L << 20;
  private static final List<String> COMPRESSIONS =
      List.of("zlib", "lzo", "zstd", "zstd:15", "zstd:1", "zstd:-3", "zlib:9", "zlib:1");
  private static final List<String> CHECKSUMS = List.of("xxhash", "sha256", "blake2");

  /** Profile of data, of metadata, and how many devices they take at least. */
  private record Profile(String data, String metadata, int devices) {}

  private static final List<Profile> PROFILES =
      List.of(
          new Profile("single", "single", 2),
          new Profile("single", "raid1", 2),
          new Profile("raid0", "raid1", 2),
          new Profile("raid0", "raid0", 3),
          new Profile("raid1", "raid1", 2),
          new Profile("raid1c3", "raid1c3", 3),
          new Profile("raid1c4", "raid1c4", 4),
          new Profile("raid10", "raid10", 2),
          new Profile("raid10", "raid1c3", 4),
          new Profile("raid5", "raid5", 2),
          new Profile("raid5", "raid1", 4),
          new Profile("raid6", "raid6", 3),
          new Profile("raid6", "raid1c3", 5));

  /** The feature of mkfs.btrfs without which holes are items of their own. */
  private static final String HOLE_ITEMS = "^no-holes";

  private SettingsDraw() {}

  /**
   * Draws.
   *
   * @param contents what mkfs.btrfs is to copy
   */
  static FilesystemSettings draw(
      SplittableRandom random, Flavour flavour, List<Operation> contents) {
    List<String> mkfs = new ArrayList<>();
    int devices = flavour == Flavour.DEVICES ? drawProfile(random, mkfs) : 1;
    // Mixed block groups fix the node size and exclude most profiles.
    if (devices == 1 && random.nextInt(25) == 0) {
      mkfs.addAll(List.of("--mixed", "-n", "4096"));
    } else {
      drawNodeSize(random, mkfs);
    }
    if (random.nextInt(6) == 0) {
      mkfs.addAll(List.of("-O", HOLE_ITEMS));
    }
    if (random.nextInt(12) == 0) {
      mkfs.addAll(List.of("-O", "^skinny-metadata"));
    }
    if (random.nextInt(12) == 0) {
      mkfs.addAll(List.of("-R", "^free-space-tree"));
    }
    if (flavour == Flavour.DEVICES && random.nextInt(4) == 0) {
      mkfs.addAll(List.of("-R", "quota"));
    }
    if (random.nextInt(6) == 0) {
      mkfs.addAll(List.of("--csum", CHECKSUMS.get(random.nextInt(CHECKSUMS.size()))));
    }
    return new FilesystemSettings(devices, SIZE, mkfs, mountOptions(random, flavour), contents);
  }

  /** Of some operations those that can be done to a directory of any filesystem. */
  static List<Operation> contents(List<Operation> drawn) {
    return drawn.stream()
        .filter(
            operation ->
                !(operation instanceof FilesystemOperation)
                    && !(operation instanceof SubvolumeOperation)
                    && !(operation instanceof NameOperation.Hold))
        .toList();
  }

  private static int drawProfile(SplittableRandom random, List<String> mkfs) {
    Profile profile = PROFILES.get(random.nextInt(PROFILES.size()));
    mkfs.addAll(List.of("-d", profile.data(), "-m", profile.metadata()));
    return profile.devices() + random.nextInt(3);
  }

  private static void drawNodeSize(SplittableRandom random, List<String> mkfs) {
    int kind = random.nextInt(10);
    if (kind < 4) {
      mkfs.addAll(List.of("-n", "4096"));
    } else if (kind == 4) {
      mkfs.addAll(List.of("-n", "65536"));
    }
  }

  /** Whether holes of files are items of their own. */
  static boolean hasHoleItems(FilesystemSettings settings) {
    return settings.mkfsOptions().contains(HOLE_ITEMS);
  }

  static String mountOptions(SplittableRandom random, Flavour flavour) {
    String options = "noatime";
    String compression = COMPRESSIONS.get(random.nextInt(COMPRESSIONS.size()));
    switch (random.nextInt(12)) {
      case 0, 1, 2 -> options += ",compress-force=" + compression;
      case 3 -> options += ",compress=" + compression;
      case 4 -> options += ",nodatacow";
      case 5 -> options += ",nodatasum";
      default -> {}
    }
    if (random.nextInt(5) == 0) {
      options += ",max_inline=" + random.nextInt(3) * 1000;
    }
    // The kernel looks at every piece of a hole.
    if (flavour.isBounded() && random.nextInt(8) == 0) {
      options += ",autodefrag";
    }
    if (random.nextInt(8) == 0) {
      options += ",flushoncommit";
    }
    return options;
  }
}
