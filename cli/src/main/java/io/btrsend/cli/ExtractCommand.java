package io.btrsend.cli;

import io.btrsend.engine.extent.UnreadableData;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.send.SkippedRanges;
import io.btrsend.jobs.files.DirectoryJob;
import io.btrsend.jobs.files.ExtractOptions;
import io.btrsend.jobs.files.OwnerMap;
import io.btrsend.jobs.files.TarJob;
import io.btrsend.jobs.output.Outputs;
import io.btrsend.jobs.output.StandardDescriptor;
import io.btrsend.jobs.progress.Progress;
import io.btrsend.jobs.report.SendOutcome;
import io.btrsend.jobs.report.SendTotals;
import io.btrsend.jobs.send.ErrorPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import picocli.CommandLine.ParameterException;

final class ExtractCommand extends FilesCommand {
  private final Argument<Path> tar =
      Argument.option(Path.class, "FILE", "A tar archive to make; - for standard output.", "--tar");
  private final Argument<Path> to =
      Argument.option(
          Path.class, "DIR", "A directory to write the files to; made if it is not there.", "--to");
  private final Argument<Boolean> noOwner =
      Argument.flag("With --to: files belong to the user who runs this.", "--no-owner");
  private final Argument<String[]> mapOwner =
      Argument.repeatable(
          "FROM:TO",
          "With --to: user and group number TO in the place of FROM; repeatable.",
          "--map-owner");
  private final Argument<ErrorPolicy> onError =
      Argument.defaulted(
          ErrorPolicy.class,
          ErrorPolicy.FAIL,
          "fail|skip",
          "About file data that no copy has intact: fail (default), or zeros.",
          "--on-error");
  private final Interruption interruption;
  private final ProgressOption progressOption;

  ExtractCommand(StandardError error, Interruption interruption, List<String> files) {
    super("extract", "Takes files out of a subvolume: [IMAGE]... -- [FILE]...", files);
    this.interruption = interruption;
    add(tar, to, noOwner, mapOwner, onError);
    addSalvage();
    progressOption = new ProgressOption(error);
    progressOption.addTo(this);
    commandLine()
        .getCommandSpec()
        .usageMessage()
        .footer(
            "",
            "FILE is a path from the top of the subvolume, with all that is below, or a pattern",
            "with *, **, ? and [...]. Examples:",
            "  btrsend extract -s home --to /restore disk.img -- alice",
            "  btrsend extract -s home --tar home.tar disk.img",
            "  btrsend extract -s home --tar - disk.img -- etc '*/.bashrc' | tar -x -C /restore",
            "Unpack with tar -x --xattrs --xattrs-include='*' to get all attributes.");
  }

  @Override
  public Integer call() throws IOException {
    checkOptions();
    Messages messages = verbosity().messages(commandLine());
    try (Filesystem filesystem = open(messages)) {
      SkippedRanges skipped = new SkippedRanges(filesystem);
      boolean isComplete =
          to.value() == null
              ? writeArchive(filesystem, skipped, messages)
              : writeDirectory(filesystem, skipped, messages);
      SendOutcome outcome =
          new SendOutcome(SendTotals.NOTHING, filesystem.volume().devices(), skipped.list(), null);
      messages.notices(outcome.notices());
      messages.errors(outcome.losses());
      if (tellLosses(filesystem, messages) || !outcome.losses().isEmpty()) {
        return ExitCode.SKIPPED;
      }
      return isComplete ? ExitCode.SUCCESS : ExitCode.PARTIAL;
    }
  }

  private void checkOptions() {
    if ((tar.value() == null) == (to.value() == null)) {
      throw new ParameterException(
          commandLine(), "where to? name an archive with --tar FILE or a directory with --to DIR");
    }
    if (to.value() == null && (noOwner.value() || mapOwner.value().length > 0)) {
      throw new ParameterException(commandLine(), "--no-owner and --map-owner are for --to");
    }
    if (noOwner.value() && mapOwner.value().length > 0) {
      throw new ParameterException(commandLine(), "--no-owner and --map-owner exclude each other");
    }
    if (tar.value() != null && StandardDescriptor.isMeantBy(tar.value()) && Terminal.isOutput()) {
      throw new ParameterException(commandLine(), "not writing an archive to a terminal");
    }
  }

  /** What an archive cannot hold is no failure: the notice is all there is. */
  private boolean writeArchive(Filesystem filesystem, SkippedRanges skipped, Messages messages)
      throws IOException {
    try (Outputs outputs = new Outputs()) {
      UnreadableData policy = policy(onError.value(), skipped);
      interruption.guard(outputs);
      outputs.open(ImageOptions.claims(filesystem), List.of(tar.value()));
      messages.notices(outputs.notices());
      CountedChannel counted = new CountedChannel(outputs.get(0).channel());
      Progress progress = new Progress("written", counted::written);
      try (ProgressDisplay display = progressOption.display(progress, messages.isQuiet())) {
        display.start();
        new TarJob(filesystem, subvolume(filesystem), policy)
            .run(files(), counted, messages::notice);
      }
      outputs.commit();
      return true;
    }
  }

  private boolean writeDirectory(Filesystem filesystem, SkippedRanges skipped, Messages messages)
      throws IOException {
    ExtractOptions options =
        new ExtractOptions(
            !noOwner.value(),
            new OwnerMap(List.of(mapOwner.value())),
            Runtime.getRuntime().availableProcessors());
    ListedLosses losses = new ListedLosses(commandLine().getOut());
    LongAdder written = new LongAdder();
    Progress progress = new Progress("written", written::sum);
    UnreadableData policy = policy(onError.value(), skipped);
    try (ProgressDisplay display = progressOption.display(progress, messages.isQuiet())) {
      display.start();
      new DirectoryJob(filesystem, subvolume(filesystem), policy, options, losses, written)
          .run(files(), to.value());
    }
    losses.summary().forEach(messages::error);
    return losses.isEmpty();
  }
}
