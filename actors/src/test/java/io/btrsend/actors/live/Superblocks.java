package io.btrsend.actors.live;

import io.btrsend.engine.format.LittleEndian;
import io.btrsend.engine.format.Superblock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** The superblocks of images. */
final class Superblocks {

  /** All copies of the superblock of an image, as they were at a moment. */
  record Saved(List<byte[]> copies) {}

  private Superblocks() {}

  /** The generations of some images, in their order. */
  static List<Long> generations(List<Path> images) {
    return images.stream().map(image -> of(image).generation()).toList();
  }

  static Saved save(Path image) {
    List<byte[]> saved = new ArrayList<>();
    try (FileChannel channel = FileChannel.open(image)) {
      for (int copy = 0; copy < copies(channel); copy++) {
        saved.add(read(channel, copy));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Saved(saved);
  }

  /** Puts a superblock back as it was, in all copies. */
  static void restore(Path image, Saved saved) {
    try (FileChannel channel = FileChannel.open(image, StandardOpenOption.WRITE)) {
      for (int copy = 0; copy < saved.copies().size(); copy++) {
        channel.write(ByteBuffer.wrap(saved.copies().get(copy)), Superblock.copyOffset(copy));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int copies(FileChannel channel) throws IOException {
    int copies = 0;
    while (copies < Superblock.copies()
        && Superblock.copyOffset(copies) + Superblock.LENGTH <= channel.size()) {
      copies++;
    }
    return copies;
  }

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
      for (int copy = 0; copy < copies(channel); copy++) {
        clearLog(channel, copy);
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
