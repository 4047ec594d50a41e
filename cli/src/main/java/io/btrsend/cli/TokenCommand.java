package io.btrsend.cli;

import io.btrsend.engine.stream.ResumeToken;
import io.btrsend.engine.stream.StreamReader;
import io.btrsend.engine.stream.StreamReaderOptions;
import java.io.IOException;
import java.io.PrintWriter;

final class TokenCommand extends Subcommand {
  private final StreamInput input = new StreamInput();
  private final VerbosityOptions verbosity = new VerbosityOptions();
  private final ProgressOption progress;

  TokenCommand(StandardError error) {
    super(
        "token",
        "Prints a token of what a receiver has of an interrupted stream: with it,",
        "'btrsend send --resume-token' writes what follows.");
    input.addTo(this);
    verbosity.addTo(this);
    progress = new ProgressOption(error);
    progress.addTo(this);
  }

  @Override
  public Integer call() throws IOException {
    Messages messages = verbosity.messages(commandLine());
    try (StreamReader reader = input.open(StreamReaderOptions.LENIENT)) {
      ResumeToken.Partial partial = read(reader, messages);
      PrintWriter out = commandLine().getOut();
      out.println(partial.token());
      out.flush();
      if (partial.defect() != null) {
        long end = partial.token().point().bytes();
        messages.notice(partial.defect());
        messages.notice(
            "the rest follows byte %d: cut off what lies beyond it first (truncate -s %d FILE)"
                .formatted(end, end));
      }
      return ExitCode.SUCCESS;
    }
  }

  private ResumeToken.Partial read(StreamReader reader, Messages messages) throws IOException {
    try (ProgressDisplay display = progress.display(input.progress(), messages.isQuiet())) {
      display.start();
      return ResumeToken.read(reader);
    }
  }
}
