package io.btrsend.actors.live;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** Copies of all devices of a filesystem, as sparse as these are. */
record ImageCopies(List<Path> originals, List<Path> paths) {

  private static final int MAX_ATTEMPTS = 100;

  /** Where the copies are, next to the originals; nothing is copied yet. */
  static ImageCopies beside(List<Path> images, String suffix) {
    List<Path> paths =
        images.stream().map(image -> image.resolveSibling(image.getFileName() + suffix)).toList();
    return new ImageCopies(List.copyOf(images), paths);
  }

  /** Copies the originals as they are now. */
  ImageCopies take() {
    return take(originals);
  }

  /**
   * Copies other images of the same filesystem, as they are now. They may be mounted: the copies
   * are all of one commit, as they would be if power were cut, so they are taken again if there was
   * a commit meanwhile.
   */
  ImageCopies take(List<Path> images) {
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      List<Long> before = Superblocks.generations(images);
      for (int number = 0; number < paths.size(); number++) {
        copy(images.get(number), paths.get(number));
      }
      if (before.equals(Superblocks.generations(images))
          && before.equals(Superblocks.generations(paths))) {
        return this;
      }
    }
    throw new IllegalStateException("there are too many commits to copy " + images);
  }

  /** Copies a file without its holes, in a tenth of the time that a program takes. */
  private static void copy(Path source, Path target) {
    int holes = LibC.open(LibC.terminated(source.toString()), LibC.O_RDONLY, 0);
    try (FileChannel in = FileChannel.open(source);
        FileChannel out = FileChannel.open(target, CREATE, TRUNCATE_EXISTING, WRITE)) {
      long size = in.size();
      long at = LibC.lseek(holes, 0, LibC.SEEK_DATA);
      while (at >= 0 && at < size) {
        long end = LibC.lseek(holes, at, LibC.SEEK_HOLE);
        out.position(at);
        while (at < end) {
          at += in.transferTo(at, end - at, out);
        }
        at = LibC.lseek(holes, at, LibC.SEEK_DATA);
      }
      // Whatever is there by now, the last byte belongs to the file.
      if (out.size() < size) {
        out.write(ByteBuffer.allocate(1), size - 1);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      LibC.close(holes);
    }
  }

  /** Puts the copies in the place of the originals. */
  void replaceOriginals() throws IOException {
    for (int number = 0; number < paths.size(); number++) {
      Files.move(paths.get(number), originals.get(number), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  void delete() throws IOException {
    for (Path path : paths) {
      Files.deleteIfExists(path);
    }
  }
}
