package io.btrsend.cli;

/** A command that reads a filesystem's images. */
abstract class ImageCommand extends Subcommand {
  private final ImageOptions images = new ImageOptions();
  private final VerbosityOptions verbosity = new VerbosityOptions();

  ImageCommand(String name, String description) {
    super(name, description);
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
