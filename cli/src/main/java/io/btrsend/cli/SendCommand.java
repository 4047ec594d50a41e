package io.btrsend.cli;

import io.btrsend.engine.send.RequestPlanner;
import io.btrsend.engine.send.SendRequest;
import io.btrsend.engine.send.SendSelection;
import io.btrsend.engine.send.SkippedRanges;
import io.btrsend.engine.subvolume.Filesystem;
import io.btrsend.engine.subvolume.SubvolumeInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "send",
    description = "Writes the send stream of read-only subvolumes.",
    footer = {
      "",
      "Subvolumes are named by their path from the top level, their UUID or their ID.",
      "",
      "Examples:",
      "  btrsend send -s snapshots/monday -f monday.stream disk.img",
      "  btrsend send -s tuesday -p monday /dev/sdb /dev/sdc | btrfs receive /backup"
    })
final class SendCommand implements Callable<Integer>, ImageReader {
  @Spec private CommandSpec spec;
  @Mixin private ImageOptions images;
  @Mixin private SettingOptions settings;
  @Mixin private VerbosityOptions verbosity;

  @Option(
      names = {"-s", "--subvolume"},
      paramLabel = "SUBVOLUME",
      description = "What to send; default: the read-only subvolume, if there is only one.")
  private List<String> subvolumes = List.of();

  @Option(
      names = {"-p", "--parent"},
      paramLabel = "SUBVOLUME",
      description = "Send the difference to this one, which the receiver has.")
  private String parent;

  @Option(
      names = {"-c", "--clone-source"},
      paramLabel = "SUBVOLUME",
      description = "The receiver has this one too; without -p the parent is chosen among these.")
  private List<String> cloneSources = List.of();

  @Option(
      names = "-e",
      description = "With several subvolumes: one stream header and one end for all.")
  private boolean joined;

  @Option(
      names = "--proto",
      paramLabel = "N",
      description = "Protocol version, 0 for the newest; default 1, with --compressed-data 2.")
  private Integer protocol;

  @Option(names = "--compressed-data", description = "Send compressed data as it lies on disk.")
  private boolean compressed;

  @Option(names = "--no-data", description = "Send no file contents, only where they changed.")
  private boolean noData;

  @Option(
      names = {"-f", "--output"},
      paramLabel = "FILE",
      description = "Write to a file, which appears when it is complete; default: stdout.")
  private Path output;

  @Option(
      names = "--on-error",
      paramLabel = "fail|skip",
      description = "About file data that no copy has intact: fail (default), or send zeros.")
  private ErrorPolicy onError = ErrorPolicy.FAIL;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Write as JSON what was sent, repaired and skipped, when all is sent.")
  private Path report;

  @Override
  public ImageOptions images() {
    return images;
  }

  @Override
  public Integer call() throws IOException {
    refuseTerminal();
    Messages messages = verbosity.messages(spec.commandLine().getErr());
    var loaded = settings.load();
    try (SendJob job = new SendJob(loaded, messages);
        Filesystem filesystem = images.open(loaded.send(), messages)) {
      SubvolumeChoice choice = new SubvolumeChoice(filesystem.subvolumes());
      List<SendRequest> requests =
          new RequestPlanner(filesystem.subvolumes()::byUuid, choice::pathText)
              .plan(selection(choice));
      SkippedRanges skipped = new SkippedRanges(filesystem);
      try (Output out = Output.open(output);
          Output reportOut = report == null ? null : Output.open(report)) {
        SendTotals totals =
            job.run(filesystem, requests, onError.policy(skipped), choice, out.channel());
        SendOutcome outcome =
            new SendOutcome(totals, filesystem.volume().members(), skipped.list());
        commit(outcome, out, reportOut);
        outcome.tell(messages);
        return outcome.exitCode();
      }
    }
  }

  private static void commit(SendOutcome outcome, Output out, Output reportOut) throws IOException {
    if (reportOut != null) {
      ByteBuffer json = ByteBuffer.wrap(outcome.json());
      while (json.hasRemaining()) {
        reportOut.channel().write(json);
      }
    }
    out.commit();
    if (reportOut != null) {
      reportOut.commit();
    }
  }

  private void refuseTerminal() {
    if (output == null && Terminal.isOutput()) {
      throw new ParameterException(
          spec.commandLine(),
          "not writing a stream to a terminal: redirect the output or name a file with -f");
    }
  }

  private SendSelection selection(SubvolumeChoice choice) {
    List<SubvolumeInfo> chosen =
        subvolumes.isEmpty()
            ? List.of(choice.onlyOne())
            : subvolumes.stream().map(choice::named).toList();
    return new SendSelection(
        chosen,
        parent == null ? null : choice.named(parent),
        cloneSources.stream().map(choice::named).toList(),
        joined,
        protocol == null ? OptionalInt.empty() : OptionalInt.of(protocol),
        compressed,
        noData);
  }
}
