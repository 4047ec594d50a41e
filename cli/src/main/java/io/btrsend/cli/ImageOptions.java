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

  /** The images by the names they were given, for messages. */
  String names() {
    return String.join(", ", images.stream().map(Path::toString).toList());
  }
}
