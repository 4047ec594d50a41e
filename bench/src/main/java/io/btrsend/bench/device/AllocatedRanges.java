package io.btrsend.bench.device;

import io.btrsend.engine.device.Device;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.FilesystemOptions;
import io.btrsend.engine.format.ItemType;
import io.btrsend.engine.format.ObjectId;
import io.btrsend.engine.tree.BlockReader;
import io.btrsend.engine.tree.TreeBlock;
import io.btrsend.engine.tree.TreeCursor;
import io.btrsend.engine.volume.Place;
import io.btrsend.engine.volume.Volume;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Prints where the extents of a filesystem lie: every copy, and parity. Arguments: {@code
 * all|root-tree} and the images; root-tree leaves out all but the first copy of the blocks of the
 * root tree. Each line is the index of the image, the offset and the length in bytes; ranges of one
 * image ascend. Those less than 64 KiB apart are one, since reading on is faster than reading anew.
 */
public final class AllocatedRanges {
  private static final long GAP = 64 << 10;

  private final Volume volume;
  private final boolean firstCopyOnly;
  private final Map<Device, NavigableMap<Long, Long>> ranges = new HashMap<>();

  private AllocatedRanges(Volume volume, boolean firstCopyOnly) {
    this.volume = volume;
    this.firstCopyOnly = firstCopyOnly;
  }

  public static void main(String[] args) {
    List<String> images = Arrays.asList(args).subList(1, args.length);
    try (Filesystem filesystem = Filesystem.openNamed(images, FilesystemOptions.defaults())) {
      boolean rootTreeOnly = args[0].equals("root-tree");
      AllocatedRanges allocated = new AllocatedRanges(filesystem.volume(), rootTreeOnly);
      if (rootTreeOnly) {
        BlockReader blocks = filesystem.blocks();
        allocated.addTree(blocks, blocks.root(filesystem.tree(ObjectId.ROOT_TREE)));
      } else {
        allocated.addExtents(filesystem);
      }
      allocated.print(images);
    }
  }

  private void addTree(BlockReader blocks, TreeBlock block) {
    add(block.address(), volume.nodeSize());
    for (int slot = 0; block.level() > 0 && slot < block.itemCount(); slot++) {
      addTree(blocks, blocks.child(block, slot, ObjectId.ROOT_TREE));
    }
  }

  private void addExtents(Filesystem filesystem) {
    TreeCursor cursor = new TreeCursor(filesystem.blocks(), filesystem.tree(ObjectId.EXTENT_TREE));
    cursor.seek(0, 0, 0);
    do {
      if (cursor.type() == ItemType.EXTENT_ITEM) {
        add(cursor.objectid(), cursor.offset());
      } else if (cursor.type() == ItemType.METADATA_ITEM) {
        add(cursor.objectid(), volume.nodeSize());
      }
    } while (cursor.next());
  }

  private void add(long logical, long length) {
    volume.visitPlaces(
        logical,
        length,
        place -> {
          if (!firstCopyOnly || place.copy() == 1) {
            add(place);
          }
        });
  }

  private void add(Place place) {
    ranges
        .computeIfAbsent(place.device(), device -> new TreeMap<>())
        .merge(place.physical(), place.length(), Math::max);
  }

  private void print(List<String> images) {
    ranges.forEach((device, found) -> print(images.indexOf(device.name()), found));
  }

  private static void print(int image, NavigableMap<Long, Long> ranges) {
    long start = ranges.firstKey();
    long end = start;
    for (Map.Entry<Long, Long> range : ranges.entrySet()) {
      if (range.getKey() > end + GAP) {
        System.out.println(image + " " + start + " " + (end - start));
        start = range.getKey();
        end = start;
      }
      end = Math.max(end, range.getKey() + range.getValue());
    }
    System.out.println(image + " " + start + " " + (end - start));
  }
}
