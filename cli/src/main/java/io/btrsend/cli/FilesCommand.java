package io.btrsend.cli;

import io.btrsend.config.SendSettings;
import io.btrsend.engine.extent.UnreadableData;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.SubvolumeInfo;
import io.btrsend.engine.send.SkippedRanges;
import io.btrsend.jobs.report.SalvageAccount;
import io.btrsend.jobs.salvage.Salvaging;
import io.btrsend.jobs.send.ErrorPolicy;
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
  private final Argument<Boolean> salvage =
      Argument.flag("Go on past damaged metadata and data, and say what is lost.", "--salvage");
  private final List<String> files;

  /** Null if damage is an error. */
  private Salvaging salvaging;

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
   * The subvolume, which need not be read-only; mended if damage is tolerated.
   *
   * @throws io.btrsend.engine.SendException if there is none of that name
   */
  final SubvolumeInfo subvolume(Filesystem filesystem) {
    SubvolumeChoice choice = new SubvolumeChoice(filesystem.subvolumes());
    SubvolumeInfo chosen =
        subvolume.value() == null ? choice.onlyOne() : choice.named(subvolume.value());
    if (salvaging != null) {
      salvaging.mend(chosen);
    }
    return chosen;
  }

  /** Adds the option of commands that can go on past damage. */
  final void addSalvage() {
    add(salvage);
  }

  final Filesystem open(Messages messages) {
    SendSettings settings = EarlySettings.with(List.of()).send();
    if (!salvage.value()) {
      return images().open(settings, messages);
    }
    salvaging = new Salvaging();
    return images().open(settings, messages, salvaging.mending());
  }

  /**
   * The policy for the data of files.
   *
   * @param skipped records what cannot be read
   */
  final UnreadableData policy(ErrorPolicy onError, SkippedRanges skipped) {
    return salvaging == null ? onError.policy(skipped) : salvaging.policy(skipped);
  }

  /** Tells what is lost; returns whether anything is. */
  final boolean tellLosses(Filesystem filesystem, Messages messages) {
    if (salvaging == null) {
      return false;
    }
    SalvageAccount account = salvaging.account(filesystem);
    messages.errors(account.fileLines());
    messages.errors(account.lines());
    return account.hasLosses();
  }
}
