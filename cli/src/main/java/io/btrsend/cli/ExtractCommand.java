package io.btrsend.cli;

import io.btrsend.engine.extent.UnreadableData;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.send.SkippedRanges;
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
import picocli.CommandLine.ParameterException;

final class ExtractCommand extends FilesCommand {
  private final Argument<Path> tar =
      Argument.option(Path.class, "FILE", "A tar archive to make; - for standard output.", "--tar");
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
    add(tar, onError);
    progressOption = new ProgressOption(error);
    progressOption.addTo(this);
    commandLine()
        .getCommandSpec()
        .usageMessage()
        .footer(
            "",
            "FILE is a path from the top of the subvolume, with all that is below, or a pattern",
            "with *, **, ? and [...]. Examples:",
            "  btrsend extract -s home --tar home.tar disk.img",
            "  btrsend extract -s home --tar - disk.img -- etc '*/.bashrc' | tar -x -C /restore",
            "Unpack with tar -x --xattrs --xattrs-include='*' to get all attributes.");
  }

  @Override
  public Integer call() throws IOException {
    if (tar.value() == null) {
      throw new ParameterException(commandLine(), "where to? name an archive with --tar FILE");
    }
    if (StandardDescriptor.isMeantBy(tar.value()) && Terminal.isOutput()) {
      throw new ParameterException(commandLine(), "not writing an archive to a terminal");
    }
    Messages messages = verbosity().messages(commandLine());
    try (Filesystem filesystem = images().open(EarlySettings.with(List.of()).send(), messages);
        Outputs outputs = new Outputs()) {
      SkippedRanges skipped = new SkippedRanges(filesystem);
      UnreadableData policy = onError.value().policy(skipped);
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
      SendOutcome outcome =
          new SendOutcome(SendTotals.NOTHING, filesystem.volume().devices(), skipped.list(), null);
      messages.notices(outcome.notices());
      messages.errors(outcome.losses());
      return outcome.losses().isEmpty() ? ExitCode.SUCCESS : ExitCode.SKIPPED;
    }
  }
}
