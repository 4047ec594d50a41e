package io.btrsend.bench;

import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.FilesystemOptions;
import io.btrsend.engine.format.ExtentItem;
import io.btrsend.engine.format.ItemType;
import io.btrsend.engine.format.ObjectId;
import io.btrsend.engine.tree.TreeCursor;
import io.btrsend.engine.volume.Volume;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * What no send of the same data can undercut on one thread: reads every data extent of a filesystem
 * once, in the order of the disk, and takes the CRC-32C of each sector. Arguments: the images.
 */
public final class ReadAndChecksum {
  private final Volume volume;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
  private final CRC32C crc = new CRC32C();
  private long sum;

  private ReadAndChecksum(Volume volume) {
    this.volume = volume;
  }

  public static void main(String[] args) {
    List<Path> images = Arrays.stream(args).map(Path::of).toList();
    long bytes = 0;
    try (Filesystem filesystem = Filesystem.open(images, FilesystemOptions.defaults())) {
      ReadAndChecksum loop = new ReadAndChecksum(filesystem.volume());
      TreeCursor cursor =
          new TreeCursor(filesystem.blocks(), filesystem.tree(ObjectId.EXTENT_TREE));
      cursor.seek(0, 0, 0);
      do {
        if (isData(cursor)) {
          loop.read(cursor.objectid(), cursor.offset());
          bytes += cursor.offset();
        }
      } while (cursor.next());
      System.out.printf("%d bytes, sum of checksums %x%n", bytes, loop.sum);
    }
  }

  private static boolean isData(TreeCursor cursor) {
    return cursor.type() == ItemType.EXTENT_ITEM
        && (ExtentItem.flags(cursor.bytes(), cursor.itemStart()) & ExtentItem.DATA) != 0;
  }

  private void read(long logical, long length) {
    for (long done = 0; done < length; done += buffer.capacity()) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), length - done));
      volume.read(logical + done, buffer, 1);
      checksumSectors(buffer.limit());
    }
  }

  private void checksumSectors(int length) {
    for (int at = 0; at < length; at += volume.sectorSize()) {
      crc.reset();
      crc.update(buffer.clear().position(at).limit(at + volume.sectorSize()));
      sum += crc.getValue();
    }
  }
}
