package io.btrsend.cli;

import io.btrsend.engine.extent.UnreadableData;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.send.SendRequest;
import io.btrsend.engine.send.SkippedRanges;
import io.btrsend.engine.text.ByteSize;
import io.btrsend.jobs.output.LimitedChannel;
import io.btrsend.jobs.output.Outputs;
import io.btrsend.jobs.output.StandardDescriptor;
import io.btrsend.jobs.progress.Progress;
import io.btrsend.jobs.report.SendOutcome;
import io.btrsend.jobs.report.SendTotals;
import io.btrsend.jobs.send.ErrorPolicy;
import io.btrsend.jobs.send.NamedSelection;
import io.btrsend.jobs.send.SendJob;
import io.btrsend.jobs.send.SubvolumeChoice;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import picocli.CommandLine.ParameterException;

final class SendCommand extends ImageCommand {
  private final SettingOptions settings = new SettingOptions();
  private final Argument<String[]> subvolumes =
      Argument.repeatable(
          "SUBVOLUME",
          "What to send; default: the read-only subvolume, if there is only one.",
          "-s",
          "--subvolume");
  private final Argument<String> parent =
      Argument.option(
          String.class,
          "SUBVOLUME",
          "Send the difference to this one, which the receiver has.",
          "-p",
          "--parent");
  private final Argument<String[]> cloneSources =
      Argument.repeatable(
          "SUBVOLUME",
          "The receiver has this one too; without -p the parent is chosen among these.",
          "-c",
          "--clone-source");
  private final Argument<Boolean> joined =
      Argument.flag("With several subvolumes: one stream header and one end for all.", "-e");
  private final Argument<Integer> protocol =
      Argument.option(
          Integer.class,
          "N",
          "Protocol version, 0 for the newest; default 1, with --compressed-data 2.",
          "--proto");
  private final Argument<Boolean> compressed =
      Argument.flag("Send compressed data as it lies on disk.", "--compressed-data");
  private final Argument<Boolean> noData =
      Argument.flag("Send no file contents, only where they changed.", "--no-data");
  private final Argument<Path> output =
      Argument.option(
          Path.class,
          "FILE",
          "Write to a file, which appears when it is complete; default or -: stdout.",
          "-f",
          "--output");
  private final Argument<ErrorPolicy> onError =
      Argument.defaulted(
          ErrorPolicy.class,
          ErrorPolicy.FAIL,
          "fail|skip",
          "About file data that no copy has intact: fail (default), or send zeros.",
          "--on-error");
  private final Argument<String> limitRate =
      Argument.option(
          String.class,
          "RATE",
          "Write at most so many bytes a second: 500K, 10M, 1G (powers of 1024).",
          "--limit-rate");
  private final Argument<Path> report =
      Argument.option(
          Path.class,
          "FILE",
          "Write as JSON what was sent, repaired and skipped, when all is sent.",
          "--report");

  private final ProgressOption progressOption;
  private final Interruption interruption;

  SendCommand(StandardError error, Interruption interruption) {
    super("send", "Writes the send stream of read-only subvolumes.");
    settings.addTo(this);
    progressOption = new ProgressOption(error);
    progressOption.addTo(this);
    this.interruption = interruption;
    add(
        subvolumes,
        parent,
        cloneSources,
        joined,
        protocol,
        compressed,
        noData,
        output,
        onError,
        limitRate,
        report);
    commandLine()
        .getCommandSpec()
        .usageMessage()
        .footer(
            "",
            "Subvolumes are named by their path from the top level, their UUID or their ID.",
            "",
            "Examples:",
            "  btrsend send -s snapshots/monday -f monday.stream disk.img",
            "  btrsend send -s tuesday -p monday /dev/sdb /dev/sdc | btrfs receive /backup");
  }

  @Override
  public Integer call() throws IOException {
    refuseTerminal();
    long rate = rate();
    Messages messages = verbosity().messages(commandLine());
    var loaded = settings.load();
    try (SendJob job = new SendJob(loaded);
        Filesystem filesystem = images().open(loaded.send(), messages)) {
      List<SendRequest> requests = selection().plan(filesystem.subvolumes());
      SkippedRanges skipped = new SkippedRanges(filesystem);
      UnreadableData policy = onError.value().policy(skipped);
      try (Outputs outputs = new Outputs()) {
        interruption.guard(outputs);
        outputs.open(ImageOptions.claims(filesystem), files());
        messages.notices(outputs.notices());
        SendTotals totals;
        WritableByteChannel stream = outputs.get(0).channel();
        CountedChannel counted = new CountedChannel(stream);
        Progress progress = new Progress("sent", counted::written);
        SendMessages listener =
            new SendMessages(
                messages, new SubvolumeChoice(filesystem.subvolumes()), progress, requests.size());
        try (ProgressDisplay display = progressOption.display(progress, messages.isQuiet())) {
          display.start();
          totals = job.send(filesystem, requests, policy, limited(counted, rate), listener);
        }
        SendOutcome outcome =
            new SendOutcome(totals, filesystem.volume().devices(), skipped.list());
        if (report.value() != null) {
          outputs.get(1).write(outcome.json());
        }
        outputs.commit();
        if (messages.isVerbose()) {
          outcome.activity().forEach(messages::detail);
        }
        messages.notices(outcome.notices());
        messages.errors(outcome.losses());
        return outcome.losses().isEmpty() ? ExitCode.SUCCESS : ExitCode.SKIPPED;
      }
    }
  }

  /** Bytes a second; 0 without a limit. */
  private long rate() {
    if (limitRate.value() == null) {
      return 0;
    }
    try {
      return ByteSize.parse(limitRate.value());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(commandLine(), "--limit-rate: " + e.getMessage(), e);
    }
  }

  private static WritableByteChannel limited(WritableByteChannel out, long rate) {
    return rate == 0 ? out : new LimitedChannel(out, rate);
  }

  /** Of the stream, and of the report if there is one. */
  private List<Path> files() {
    Path stream = output.value() == null ? Outputs.STANDARD : output.value();
    return report.value() == null ? List.of(stream) : List.of(stream, report.value());
  }

  private void refuseTerminal() {
    if (StandardDescriptor.isMeantBy(files().get(0)) && Terminal.isOutput()) {
      throw new ParameterException(
          commandLine(),
          "not writing a stream to a terminal: redirect the output or name a file with -f");
    }
  }

  private NamedSelection selection() {
    Integer version = protocol.value();
    return new NamedSelection(
        List.of(subvolumes.value()),
        parent.value(),
        List.of(cloneSources.value()),
        joined.value(),
        version == null ? OptionalInt.empty() : OptionalInt.of(version),
        compressed.value(),
        noData.value());
  }
}
