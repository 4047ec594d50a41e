package io.btrsend.cli;

/** A command that reads a filesystem's images. */
abstract class ImageCommand extends Subcommand {
  private final ImageOptions images;
  private final VerbosityOptions verbosity = new VerbosityOptions();

  ImageCommand(String name, String description) {
    this(name, 1, description);
  }

  /**
   * @param leastImages how many images have to be named, 0 or 1
   */
  ImageCommand(String name, int leastImages, String description) {
    super(name, description);
    images = new ImageOptions(leastImages);
    images.addTo(this);
    verbosity.addTo(this);
  }

  final ImageOptions images() {
    return images;
  }

  final VerbosityOptions verbosity() {
    return verbosity;
  }
}
