package io.btrsend.actors.live;

import io.btrsend.engine.format.LittleEndian;
import io.btrsend.engine.format.Superblock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The superblocks of an image that is not mounted, or not written to. */
final class Superblocks {

  private Superblocks() {}

  /** The first copy, which every image has. */
  static Superblock of(Path image) {
    try (FileChannel channel = FileChannel.open(image)) {
      return Superblock.of(read(channel, 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether something was synced that only the log has. */
  static boolean haveLog(Path image) {
    return of(image).logRoot() != 0;
  }

  /** Lets go of the log, as {@code btrfs rescue zero-log} does. */
  static void clearLog(Path image) {
    try (FileChannel channel =
        FileChannel.open(image, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      for (int copy = 0; copy < Superblock.copies(); copy++) {
        if (Superblock.copyOffset(copy) + Superblock.LENGTH <= channel.size()) {
          clearLog(channel, copy);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void clearLog(FileChannel channel, int copy) throws IOException {
    byte[] bytes = read(channel, copy);
    Superblock superblock = Superblock.of(bytes);
    if (superblock.magic() == Superblock.MAGIC_VALUE) {
      LittleEndian.putU64(bytes, Superblock.LOG_ROOT, 0);
      bytes[Superblock.LOG_ROOT_LEVEL] = 0;
      int summed = Superblock.FSID;
      superblock.checksumType().digest(bytes, summed, bytes.length - summed, bytes, 0);
      channel.write(ByteBuffer.wrap(bytes), Superblock.copyOffset(copy));
    }
  }

  private static byte[] read(FileChannel channel, int copy) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Superblock.LENGTH);
    channel.read(bytes, Superblock.copyOffset(copy));
    return bytes.array();
  }
}
