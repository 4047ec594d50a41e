package io.btrsend.cli;

import io.btrsend.config.SendSettings;
import io.btrsend.engine.subvolume.Filesystem;
import io.btrsend.engine.subvolume.FilesystemOptions;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Parameters;

/** The images that a command reads. */
final class ImageOptions {
  @Parameters(
      arity = "1..*",
      paramLabel = "IMAGE",
      description = "Images or block devices of one filesystem, in any order.")
  private List<Path> images;

  Filesystem open(SendSettings settings, Messages messages) {
    Filesystem filesystem =
        Filesystem.open(images, new FilesystemOptions(settings.blockCacheBytes()));
    filesystem.notices().forEach(messages::notice);
    return filesystem;
  }

  /** A message about the filesystem that names one of its images. */
  String naming(String message) {
    if (images.stream().anyMatch(image -> message.contains(image.toString()))) {
      return message;
    }
    int more = images.size() - 1;
    String others = more == 0 ? "" : " and " + more + (more == 1 ? " other" : " others");
    return images.get(0) + others + ": " + message;
  }
}
