package io.btrsend.cli;

import io.btrsend.engine.stream.StreamReader;
import io.btrsend.engine.text.NameText;
import io.btrsend.jobs.apply.AppliedSubvolume;
import io.btrsend.jobs.apply.Apply;
import io.btrsend.jobs.apply.ApplyListener;
import io.btrsend.jobs.apply.ApplyOptions;
import io.btrsend.jobs.directory.DirectoryHandle;
import io.btrsend.jobs.directory.Loss;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.ParameterException;

final class ApplyCommand extends Subcommand {
  private final Argument<Path> to =
      Argument.defaulted(
          Path.class,
          Path.of("."),
          "DIR",
          "Where each subvolume becomes a directory (default: the current directory).",
          "--to");
  private final Argument<Boolean> devices =
      Argument.flag("Makes device nodes; otherwise empty files stand for them.", "--devices");
  private final Argument<Boolean> setuid =
      Argument.flag("Keeps setuid and setgid bits and capabilities; for root.", "--setuid");
  private final Argument<Boolean> dryRun =
      Argument.flag("Changes nothing, says what would be done.", "-n", "--dry-run");
  private final Argument<Path[]> streams =
      Argument.parameter(
          Path[].class,
          "0..*",
          "STREAM",
          "Streams, one after the other, plain or compressed with zstd; standard input if none is\n"
              + "named or the name is -.");
  private final VerbosityOptions verbosity = new VerbosityOptions();
  private final ProgressOption progressOption;

  ApplyCommand(StandardError error) {
    super(
        "apply",
        "Plays streams into directories of any filesystem: DIR/SUBVOLUME each. An increment starts",
        "from a copy of its parent's directory.",
        "",
        "What could not be written, such as owners by an ordinary user, is listed, a line each.");
    add(to, devices, setuid, dryRun, streams);
    verbosity.addTo(this);
    progressOption = new ProgressOption(error);
    progressOption.addTo(this);
  }

  @Override
  public Integer call() throws IOException {
    Messages messages = verbosity.messages(commandLine());
    ApplyOptions options = new ApplyOptions(devices.value(), setuid.value());
    Told told = new Told(messages, commandLine().getOut(), dryRun.value());
    try (Apply apply = new Apply(to.value(), options, told, !dryRun.value())) {
      if (setuid.value() && !DirectoryHandle.isRoot()) {
        throw new ParameterException(commandLine(), "--setuid is for root");
      }
      for (Path stream : streams.value() == null ? new Path[] {Path.of("-")} : streams.value()) {
        play(stream, apply, messages);
      }
    }
    told.losses.summary().forEach(messages::error);
    return told.losses.isEmpty() ? ExitCode.SUCCESS : ExitCode.PARTIAL;
  }

  private void play(Path stream, Apply apply, Messages messages) throws IOException {
    try (CountedInput input = CountedInput.open(stream);
        StreamReader reader =
            new StreamReader(
                new CompressedInput(input, input.name()), input.name(), Apply.reading())) {
      try (ProgressDisplay display = progressOption.display(input.progress(), messages.isQuiet())) {
        display.start();
        apply.play(reader);
      }
    }
  }

  /** Says what happens. */
  private static final class Told implements ApplyListener {
    private final Messages messages;
    private final PrintWriter out;
    private final boolean isPlan;
    private final ListedLosses losses;
    private String begun = "";

    Told(Messages messages, PrintWriter out, boolean isPlan) {
      this.messages = messages;
      this.out = out;
      this.losses = new ListedLosses(out);
      this.isPlan = isPlan;
    }

    @Override
    public void begins(byte[] name, AppliedSubvolume parent) {
      begun =
          parent == null
              ? NameText.of(name) + ": new"
              : NameText.of(name) + ": from a copy of " + NameText.of(parent.name());
      if (parent != null && parent.losses() > 0) {
        messages.notice(
            "%s lacks %d things that could not be written, and so will %s"
                .formatted(NameText.of(parent.name()), parent.losses(), NameText.of(name)));
      }
    }

    @Override
    public void completed(AppliedSubvolume subvolume, long commands) {
      String line = "%s, %d commands".formatted(begun, commands);
      if (isPlan) {
        out.println(line);
      } else {
        messages.detail(line);
      }
    }

    @Override
    public void lost(Loss loss) {
      losses.lost(loss);
    }
  }
}
