package io.btrsend.actors.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** Copies of all devices of a filesystem, as sparse as these are. */
record ImageCopies(List<Path> originals, List<Path> paths) {

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

  /** Copies other images of the same filesystem, as they are now. */
  ImageCopies take(List<Path> images) {
    for (int number = 0; number < paths.size(); number++) {
      Commands.run("cp", "--sparse=always", images.get(number), paths.get(number));
    }
    return this;
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
