package io.btrsend.engine.hostile;

import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.format.ChecksumType;
import io.btrsend.engine.format.FileExtentItem;
import io.btrsend.engine.format.ItemType;
import io.btrsend.engine.testing.WritableImages;
import io.btrsend.engine.testing.WritableImages.Place;
import io.btrsend.engine.tree.TreeBlock;
import io.btrsend.engine.volume.Volume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Changes stored bytes of compressed extents and the checksums of their sectors, so that the change
 * reaches the decoders.
 */
final class DataMutation {

  /** The stored checksum of a sector: its leaf, and where in it. */
  private record Stored(LiveBlock leaf, int at) {}

  private record Target(List<Place> places, Stored checksum, boolean first) {}

  private final WritableImages images;
  private final ChecksumType checksumType;
  private final int sectorSize;
  private final List<Target> targets = new ArrayList<>();

  DataMutation(WritableImages images, LiveBlocks live, Filesystem filesystem) throws IOException {
    this.images = images;
    Volume volume = filesystem.volume();
    checksumType = volume.checksumType();
    sectorSize = volume.sectorSize();
    Map<Long, Boolean> sectors = compressedSectors(live);
    if (sectors.isEmpty()) {
      return;
    }
    Map<Long, Stored> checksums = checksums(live);
    Map<Integer, List<Place>> byContent = new HashMap<>();
    for (Place place : images.sectorsInUse()) {
      byte[] bytes = images.read(place, sectorSize);
      byContent.computeIfAbsent(Arrays.hashCode(bytes), h -> new ArrayList<>()).add(place);
    }
    for (Map.Entry<Long, Boolean> sector : sectors.entrySet()) {
      ByteBuffer content = ByteBuffer.allocate(sectorSize);
      volume.read(sector.getKey(), content, 1);
      List<Place> places = byContent.get(Arrays.hashCode(content.array()));
      Stored checksum = checksums.get(sector.getKey());
      if (places != null && checksum != null) {
        targets.add(new Target(places, checksum, sector.getValue()));
      }
    }
  }

  /** The sectors of compressed extents, and whether each is the first of its extent. */
  private Map<Long, Boolean> compressedSectors(LiveBlocks live) {
    Map<Long, Boolean> sectors = new LinkedHashMap<>();
    for (LiveBlock block : live.all()) {
      TreeBlock leaf = block.block();
      for (int slot = 0; leaf.level() == 0 && slot < leaf.itemCount(); slot++) {
        byte[] bytes = leaf.bytes();
        int at = leaf.itemStart(slot);
        boolean compressed =
            leaf.type(slot) == ItemType.EXTENT_DATA
                && FileExtentItem.type(bytes, at) == FileExtentItem.REGULAR
                && FileExtentItem.compression(bytes, at) != FileExtentItem.NONE;
        if (compressed) {
          long address = FileExtentItem.diskBytenr(bytes, at);
          long length = FileExtentItem.diskNumBytes(bytes, at);
          for (long offset = 0; offset < length; offset += sectorSize) {
            sectors.put(address + offset, offset == 0);
          }
        }
      }
    }
    return sectors;
  }

  private Map<Long, Stored> checksums(LiveBlocks live) {
    Map<Long, Stored> checksums = new HashMap<>();
    for (LiveBlock block : live.all()) {
      TreeBlock leaf = block.block();
      for (int slot = 0; leaf.level() == 0 && slot < leaf.itemCount(); slot++) {
        if (leaf.type(slot) != ItemType.EXTENT_CSUM) {
          continue;
        }
        for (int i = 0; i < leaf.itemSize(slot) / checksumType.length(); i++) {
          int at = leaf.itemStart(slot) + i * checksumType.length();
          checksums.put(leaf.offset(slot) + (long) i * sectorSize, new Stored(block, at));
        }
      }
    }
    return checksums;
  }

  boolean possible() {
    return !targets.isEmpty();
  }

  /** Says what was changed. */
  String apply(Random random) throws IOException {
    Target target = targets.get(random.nextInt(targets.size()));
    byte[] bytes = images.read(target.places().get(0), sectorSize);
    boolean start = target.first() && random.nextBoolean();
    int at = random.nextInt(start ? 24 : sectorSize - 8);
    int width = 1 << random.nextInt(4);
    byte[] value = new HostileNumbers(random).replacement(bytes, at, width);
    System.arraycopy(value, 0, bytes, at, width);
    for (Place place : target.places()) {
      images.write(place, bytes);
    }
    LiveBlock leaf = target.checksum().leaf();
    byte[] block = images.read(leaf.copies().get(0), leaf.block().bytes().length);
    checksumType.digest(bytes, 0, sectorSize, block, target.checksum().at());
    int from = ChecksumType.FIELD_LENGTH;
    checksumType.digest(block, from, block.length - from, block, 0);
    for (Place copy : leaf.copies()) {
      images.write(copy, block);
    }
    return "data at " + target.places() + " @" + at + "=" + Arrays.toString(value);
  }
}
