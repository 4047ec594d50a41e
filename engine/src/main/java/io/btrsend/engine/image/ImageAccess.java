package io.btrsend.engine.image;

import java.nio.file.Path;
import java.util.List;

/**
 * What opening an image may do besides opening the image.
 *
 * @param allowedDirectories where a disk image may have backing files and data files, besides its
 *     own directory
 * @param viaQemu whether qemu-nbd may be started for disk images that only QEMU reads
 */
public record ImageAccess(List<Path> allowedDirectories, boolean viaQemu) {
  /** Nothing that the user has not named. */
  public static ImageAccess defaults() {
    return new ImageAccess(List.of(), false);
  }
}
