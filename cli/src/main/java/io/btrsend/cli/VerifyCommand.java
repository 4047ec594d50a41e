package io.btrsend.cli;

import io.btrsend.engine.StreamFormatException;
import io.btrsend.engine.UnverifiedStreamException;
import io.btrsend.engine.stream.StreamReader;
import io.btrsend.engine.stream.StreamReaderOptions;
import io.btrsend.engine.stream.StreamVerdict;
import io.btrsend.engine.stream.StreamVerifier;
import java.io.IOException;
import java.io.PrintWriter;

final class VerifyCommand extends Subcommand {
  private final StreamInput input = new StreamInput();
  private final ProgressOption progress;

  VerifyCommand(StandardError error) {
    super(
        "verify",
        "Checks the structure and every checksum of one or more concatenated streams, and that no",
        "command leaves the subvolume that it is for.",
        "",
        "Says where a damaged stream breaks and how many complete subvolumes it holds.");
    input.addTo(this);
    progress = new ProgressOption(error);
    progress.addTo(this);
  }

  @Override
  public Integer call() throws IOException {
    try (StreamReader reader = input.open(StreamReaderOptions.STRICT)) {
      StreamVerdict verdict = verdict(reader);
      PrintWriter out = commandLine().getOut();
      out.print(verdict.summary());
      out.flush();
      return switch (verdict.judgement()) {
        case SOUND -> ExitCode.SUCCESS;
        case NOT_VERIFIED -> throw new UnverifiedStreamException(verdict.reason());
        case DAMAGED -> throw new StreamFormatException(verdict.reason());
      };
    }
  }

  private StreamVerdict verdict(StreamReader reader) throws IOException {
    try (ProgressDisplay display = progress.display(input.progress(), false)) {
      display.start();
      return StreamVerifier.verify(reader);
    }
  }
}
