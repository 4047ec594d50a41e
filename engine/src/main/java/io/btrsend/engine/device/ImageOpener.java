package io.btrsend.engine.device;

import java.nio.file.Path;
import java.util.List;

/** Turns the name of an image into the image: opened, and with its superblock. */
final class ImageOpener {
  private ImageOpener() {}

  /** Opens one image; what the user should know goes into {@code notices}. */
  static Image open(Path path, List<String> notices) {
    Device device = Device.open(path);
    try {
      SuperblockCopies.Found found = new SuperblockCopies(device).find();
      found
          .primaryProblem()
          .ifPresent(
              problem ->
                  notices.add(
                      device.name()
                          + ": used a mirror of the superblock, for the first: "
                          + problem));
      return new Image(device, found.superblock());
    } catch (RuntimeException e) {
      device.close();
      throw e;
    }
  }
}
