package io.btrsend.engine.scrub;

import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.format.ObjectId;
import io.btrsend.engine.format.Superblock;
import io.btrsend.engine.testing.WritableImages;
import io.btrsend.engine.volume.Chunk;
import io.btrsend.engine.volume.Place;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Bad sectors at random places of everything that is allocated, and what a scrub has to say about
 * them. The filesystem can still be opened: no tree block that this takes is hit in all its copies.
 */
final class PlantedDamage {
  private static final int SECTOR = WritableImages.SECTOR;

  private final WritableImages images;
  private final Filesystem filesystem;
  private final SectorCheck check;
  private final Random random;

  /** How many bad places each row with parity, or each tree block, has so far. */
  private final Map<Long, Integer> hits = new HashMap<>();

  /** By image and sector: the kind of what is there. */
  private final Map<String, Finding.Kind> planted = new TreeMap<>();

  /** By logical sector, or logical address of a tree block: the copies that are bad. */
  private final Map<Long, Set<Integer>> badCopies = new HashMap<>();

  private record Target(AllocatedExtent extent, Chunk chunk, Place place) {}

  private record Hit(String at, Finding.Kind kind, long logical, Target target) {}

  private final List<Hit> all = new ArrayList<>();

  PlantedDamage(WritableImages images, Filesystem filesystem, Random random) {
    this.images = images;
    this.filesystem = filesystem;
    this.check = new SectorCheck(filesystem);
    this.random = random;
  }

  /** Plants at most this many bad sectors, and one bad superblock. */
  void plant(int count) throws IOException {
    List<Target> targets = targets();
    Collections.shuffle(targets, random);
    for (Target target : targets) {
      if (all.size() < count && mayBeHit(target)) {
        hit(target);
      }
    }
    int image = random.nextInt(images.paths().size());
    write(image, Superblock.copyOffset(1));
    planted.put(key(image, Superblock.copyOffset(1)), Finding.Kind.SUPERBLOCK);
  }

  private List<Target> targets() {
    List<Target> targets = new ArrayList<>();
    for (Chunk chunk : filesystem.volume().chunks()) {
      ExtentScan scan = new ExtentScan(filesystem, chunk);
      for (AllocatedExtent e = scan.next(); e != null; e = scan.next()) {
        AllocatedExtent extent = e;
        filesystem
            .volume()
            .visitPlaces(
                extent.logical(),
                extent.length(),
                place -> targets.add(new Target(extent, chunk, place)));
      }
    }
    return targets;
  }

  private boolean mayBeHit(Target target) {
    AllocatedExtent extent = target.extent();
    int parities = target.chunk().profile().parities();
    if (parities > 0) {
      return hits.getOrDefault(row(target), 0) < parities;
    }
    if (!extent.isMetadata()) {
      return true;
    }
    if (target.chunk().profile().copies() == 1) {
      return ObjectId.isSubvolume(
              filesystem.blocks().read(extent.logical(), extent.level(), 0, 0).owner())
          && hits.getOrDefault(extent.logical(), 0) == 0;
    }
    return hits.getOrDefault(extent.logical(), 0) < target.chunk().profile().copies() - 1;
  }

  /** The address at which the row of a place begins. */
  private static long row(Target target) {
    long start = target.chunk().start();
    long bytes = RowGroup.rowBytes(target.chunk());
    return start + (target.place().logical() - start) / bytes * bytes;
  }

  private void hit(Target target) throws IOException {
    Place place = target.place();
    long offset = random.nextInt((int) (place.length() / SECTOR)) * (long) SECTOR;
    long logical = place.logical() + offset;
    boolean metadata = target.extent().isMetadata();
    if (!place.isParity() && !metadata && !check.hasChecksum(logical)) {
      return;
    }
    int image = images.paths().indexOf(Path.of(place.device().name()));
    String at = key(image, place.physical() + offset);
    if (planted.containsKey(at)) {
      return;
    }
    write(image, place.physical() + offset);
    boolean parity = target.chunk().profile().parities() > 0;
    hits.merge(parity ? row(target) : target.extent().logical(), 1, Integer::sum);
    Finding.Kind kind = metadata ? Finding.Kind.METADATA : Finding.Kind.DATA;
    kind = place.isParity() ? Finding.Kind.PARITY : kind;
    boolean wholeBlock = kind == Finding.Kind.METADATA;
    long from = wholeBlock ? place.physical() : place.physical() + offset;
    long length = wholeBlock ? place.length() : SECTOR;
    for (long done = 0; done < length; done += SECTOR) {
      planted.put(key(image, from + done), kind);
    }
    long bad = wholeBlock ? target.extent().logical() : logical;
    if (!place.isParity()) {
      badCopies.computeIfAbsent(bad, address -> new HashSet<>()).add(place.copy());
    }
    for (long done = 0; done < length; done += SECTOR) {
      all.add(new Hit(key(image, from + done), kind, bad, target));
    }
  }

  private void write(int image, long position) throws IOException {
    byte[] garbage = new byte[SECTOR];
    random.nextBytes(garbage);
    images.write(new WritableImages.Place(image, position), garbage);
  }

  private static String key(int image, long position) {
    return String.format("image %d at %10d", image, position);
  }

  /** One line for each bad sector. */
  Set<String> expected() {
    Set<String> lines = new TreeSet<>();
    Map<String, Hit> byPlace = new HashMap<>();
    all.forEach(hit -> byPlace.put(hit.at(), hit));
    planted.forEach((at, kind) -> lines.add(line(at, kind, isRepairable(byPlace.get(at)))));
    return lines;
  }

  private boolean isRepairable(Hit hit) {
    if (hit == null || hit.kind() == Finding.Kind.PARITY) {
      return true;
    }
    int parities = hit.target().chunk().profile().parities();
    int copies = hit.target().chunk().profile().copies();
    return parities > 0 || badCopies.get(hit.logical()).size() < copies;
  }

  /** The same lines, of what a scrub found. */
  static Set<String> lines(List<Finding> findings, List<Path> images) {
    Set<String> lines = new TreeSet<>();
    for (Finding finding : findings) {
      int image = images.indexOf(Path.of(finding.device().name()));
      for (long done = 0; done < finding.length(); done += SECTOR) {
        lines.add(
            line(key(image, finding.physical() + done), finding.kind(), finding.repairable()));
      }
    }
    return lines;
  }

  private static String line(String at, Finding.Kind kind, boolean repairable) {
    return at + ": " + kind + (repairable ? "" : ", lost");
  }
}
