package io.btrsend.cli;

import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.jobs.scrub.ScrubJob;
import io.btrsend.jobs.scrub.ScrubOutcome;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.util.List;

final class ScrubCommand extends ImageCommand {
  private final Argument<Boolean> json =
      Argument.flag("JSON objects, one a line: what is bad, devices, a summary.", "--json");

  private final StandardError error;
  private final ProgressOption progress;

  ScrubCommand(StandardError error) {
    super("scrub", "Reads and verifies everything, all copies and parity.");
    this.error = error;
    progress = new ProgressOption(error);
    progress.addTo(this);
    add(json);
    commandLine()
        .getCommandSpec()
        .usageMessage()
        .footer(
            "",
            "Exit codes: 0 nothing is bad, 11 all that is bad or missing can be repaired from",
            "what is sound, 3 something is lost or could not be examined; others as for all",
            "commands.");
  }

  @Override
  public Integer call() throws IOException {
    Messages messages = verbosity().messages(commandLine());
    try (Filesystem filesystem = images().open(EarlySettings.with(List.of()).send(), messages)) {
      ImageOptions.claims(filesystem).writeStandardOutput();
      ScrubJob job = new ScrubJob(filesystem, json.value(), this::print);
      return exitCode(run(job, messages));
    }
  }

  /** What is found may go to the same terminal as the progress. */
  private void print(String line) {
    if (Terminal.isOutput()) {
      error.aside(() -> printLine(line));
    } else {
      printLine(line);
    }
  }

  private void printLine(String line) {
    PrintWriter out = commandLine().getOut();
    out.println(line);
    out.flush();
  }

  private ScrubOutcome run(ScrubJob job, Messages messages) throws IOException {
    try (ProgressDisplay display = progress.display(job.progress(), messages.isQuiet())) {
      display.start();
      return job.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  private static int exitCode(ScrubOutcome outcome) {
    return switch (outcome) {
      case SOUND -> ExitCode.SUCCESS;
      case REPAIRABLE -> ExitCode.REPAIRABLE;
      case LOST -> ExitCode.IMAGE;
    };
  }
}
