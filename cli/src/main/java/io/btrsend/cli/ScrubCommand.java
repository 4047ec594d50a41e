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

  ScrubCommand() {
    super("scrub", "Reads and verifies everything, all copies and parity.");
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
    PrintWriter out = commandLine().getOut();
    try (Filesystem filesystem = images().open(EarlySettings.with(List.of()).send(), messages)) {
      ImageOptions.claims(filesystem).writeStandardOutput();
      ScrubJob job =
          new ScrubJob(
              filesystem,
              json.value(),
              line -> {
                out.println(line);
                out.flush();
              });
      return exitCode(run(job, messages));
    }
  }

  private static ScrubOutcome run(ScrubJob job, Messages messages) throws IOException {
    boolean shown = messages.level() != Messages.Level.QUIET && Terminal.isError();
    try (Progress progress = shown ? new Progress(job::bytesRead, "read", messages.out()) : null) {
      if (progress != null) {
        progress.start();
      }
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
