package io.btrsend.cli;

import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.SubvolumeInfo;
import io.btrsend.jobs.send.SubvolumeChoice;
import java.util.List;

/** A command that reads files of one subvolume, which are named after {@code --}. */
abstract class FilesCommand extends ImageCommand {
  private final Argument<String> subvolume =
      Argument.option(
          String.class,
          "SUBVOLUME",
          "Whose files; default: the read-only subvolume, if there is only one.",
          "-s",
          "--subvolume");
  private final List<String> files;

  /**
   * @param files what stands after {@code --}
   */
  FilesCommand(String name, String description, List<String> files) {
    super(name, description);
    this.files = List.copyOf(files);
    add(subvolume);
  }

  /** What stands after {@code --}. */
  final List<String> files() {
    return files;
  }

  /**
   * The subvolume, which need not be read-only.
   *
   * @throws io.btrsend.engine.SendException if there is none of that name
   */
  final SubvolumeInfo subvolume(Filesystem filesystem) {
    SubvolumeChoice choice = new SubvolumeChoice(filesystem.subvolumes());
    return subvolume.value() == null ? choice.onlyOne() : choice.named(subvolume.value());
  }
}
