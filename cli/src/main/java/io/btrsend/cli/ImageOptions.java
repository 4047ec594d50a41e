package io.btrsend.cli;

import io.btrsend.config.SendSettings;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.FilesystemOptions;
import io.btrsend.engine.image.ImageName;
import io.btrsend.jobs.output.StorageClaims;
import java.io.IOException;
import java.util.List;

/** The images that a command reads. */
final class ImageOptions {
  private final Argument<String[]> images =
      Argument.parameter(
          String[].class,
          "1..*",
          "IMAGE",
          "Images or block devices of one filesystem, in any order.");

  void addTo(Subcommand command) {
    command.add(images);
  }

  private List<String> names() {
    return List.of(images.value());
  }

  /**
   * The images as inputs of the command.
   *
   * @throws IOException if one of their paths cannot be followed
   */
  StorageClaims claims() throws IOException {
    StorageClaims claims = new StorageClaims();
    for (String text : names()) {
      ImageName name = ImageName.parse(text);
      if (!name.isAddress()) {
        claims.read(name.file());
      }
    }
    return claims;
  }

  Filesystem open(SendSettings settings, Messages messages) {
    Filesystem filesystem =
        Filesystem.openNamed(names(), new FilesystemOptions(settings.blockCacheBytes()));
    messages.notices(filesystem.notices());
    return filesystem;
  }

  /** A message about the filesystem that names one of its images. */
  String naming(String message) {
    List<String> names = names();
    if (names.stream().anyMatch(message::contains)) {
      return message;
    }
    int more = names.size() - 1;
    String others = more == 0 ? "" : " and " + more + (more == 1 ? " other" : " others");
    return names.get(0) + others + ": " + message;
  }
}
