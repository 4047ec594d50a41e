package io.btrsend.engine.tree;

import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.device.DeviceSet;
import io.btrsend.engine.format.ChunkItem;
import io.btrsend.engine.format.DevItem;
import io.btrsend.engine.format.ItemType;
import io.btrsend.engine.format.Key;
import io.btrsend.engine.format.ObjectId;
import io.btrsend.engine.format.Superblock;
import io.btrsend.engine.volume.Chunk;
import io.btrsend.engine.volume.ChunkMap;
import io.btrsend.engine.volume.ChunkParser;
import io.btrsend.engine.volume.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Bootstraps the volume: the superblock lists the few chunks that hold the chunk tree, and the
 * chunk tree lists all chunks. Source: on-disk format 4.3.
 */
public final class ChunkTree {
  /**
   * The cache size while the chunk tree is read once, front to back: enough for its inner blocks.
   */
  private static final long CACHE_BYTES = 4 << 20;

  private final Superblock superblock;
  private final ChunkParser parser;
  private final Map<Long, Chunk> chunks = new TreeMap<>(Long::compareUnsigned);
  private final List<DevItem> deviceItems = new ArrayList<>();

  private ChunkTree(DeviceSet devices) {
    this.superblock = devices.superblock();
    this.parser = new ChunkParser(devices);
  }

  /**
   * A filesystem's chunks and devices.
   *
   * @param devices one entry for each device of the filesystem, by devid
   */
  public record Content(Volume volume, List<DevItem> devices) {}

  /** Reads the chunk tree and determines which of the images are devices of the filesystem. */
  public static Content load(DeviceSet devices) {
    ChunkTree tree = new ChunkTree(devices);
    tree.readSystemChunks();
    tree.readTree(new Volume(devices, new ChunkMap(tree.chunks.values())));
    devices.reconcile(tree.deviceItems);
    ChunkMap chunkMap = new ChunkMap(tree.chunks.values());
    tree.requireInsideDevices(devices, chunkMap);
    Volume volume = new Volume(devices, chunkMap);
    return new Content(volume, List.copyOf(tree.deviceItems));
  }

  private void readSystemChunks() {
    byte[] bytes = superblock.bytes();
    int at = Superblock.SYSTEM_CHUNKS;
    int end = at + superblock.systemChunksSize();
    while (at < end) {
      if (end - at < Key.LENGTH) {
        throw new CorruptFilesystemException("system chunk array: ends inside a key");
      }
      Key key = Key.read(bytes, at);
      at += Key.LENGTH;
      if (key.objectid() != ObjectId.FIRST_CHUNK_TREE || key.type() != ItemType.CHUNK_ITEM) {
        throw new CorruptFilesystemException("system chunk array: holds an item with key " + key);
      }
      Chunk chunk = parser.parse(bytes, at, end - at, false, key.offset());
      if ((chunk.type() & ChunkItem.SYSTEM) == 0) {
        throw new CorruptFilesystemException("system chunk array: " + key + " is no system chunk");
      }
      chunks.put(key.offset(), chunk);
      at += ChunkItem.itemLength(ChunkItem.stripeCount(bytes, at));
    }
  }

  private void readTree(Volume bootstrap) {
    TreeRoot root =
        new TreeRoot(
            ObjectId.CHUNK_TREE,
            superblock.chunkRoot(),
            superblock.chunkRootGeneration(),
            superblock.chunkRootLevel());
    TreeCursor cursor = new TreeCursor(new BlockCache(bootstrap, CACHE_BYTES, CACHE_BYTES), root);
    cursor.seek(0, 0, 0);
    for (boolean more = cursor.valid(); more; more = cursor.next()) {
      if (cursor.type() == ItemType.CHUNK_ITEM && cursor.objectid() == ObjectId.FIRST_CHUNK_TREE) {
        long start = cursor.offset();
        chunks.put(
            start,
            parser.parse(cursor.bytes(), cursor.itemStart(), cursor.itemSize(), true, start));
      } else if (cursor.type() == ItemType.DEV_ITEM && cursor.objectid() == ObjectId.DEV_ITEMS) {
        deviceItems.add(deviceItem(cursor));
      }
    }
  }

  private void requireInsideDevices(DeviceSet devices, ChunkMap chunkMap) {
    for (DevItem item : deviceItems) {
      long end = chunkMap.end(devices.device(item.devid(), item.uuid()));
      if (Long.compareUnsigned(end, item.totalBytes()) > 0) {
        throw new CorruptFilesystemException(
            String.format(
                "device %s: has %s bytes, but a chunk reaches to %d",
                Long.toUnsignedString(item.devid()),
                Long.toUnsignedString(item.totalBytes()),
                end));
      }
    }
  }

  private static DevItem deviceItem(TreeCursor cursor) {
    if (cursor.itemSize() != DevItem.LENGTH) {
      throw new CorruptFilesystemException(
          "device " + Long.toUnsignedString(cursor.offset()) + ": its item has a wrong size");
    }
    DevItem item = DevItem.read(cursor.bytes(), cursor.itemStart());
    if (item.devid() != cursor.offset()
        || Long.compareUnsigned(item.bytesUsed(), item.totalBytes()) > 0) {
      throw new CorruptFilesystemException(
          "device " + Long.toUnsignedString(cursor.offset()) + ": its item contradicts itself");
    }
    return item;
  }
}
