package io.btrsend.cli;

import io.btrsend.engine.StreamFormatException;
import io.btrsend.engine.stream.StreamReader;
import io.btrsend.engine.stream.StreamReaderOptions;
import io.btrsend.engine.stream.StreamVerdict;
import io.btrsend.engine.stream.StreamVerifier;
import java.io.IOException;
import java.io.PrintWriter;

final class VerifyCommand extends Subcommand {
  private final StreamInput input = new StreamInput();

  VerifyCommand() {
    super(
        "verify",
        "Checks the structure and every checksum of one or more concatenated streams.",
        "",
        "Says where a damaged stream breaks and how many complete subvolumes it holds.");
    input.addTo(this);
  }

  @Override
  public Integer call() throws IOException {
    try (StreamReader reader = input.open(StreamReaderOptions.STRICT)) {
      StreamVerdict verdict = StreamVerifier.verify(reader);
      PrintWriter out = commandLine().getOut();
      out.print(verdict.summary());
      out.flush();
      if (!verdict.sound()) {
        throw new StreamFormatException(verdict.defect());
      }
      return ExitCode.SUCCESS;
    }
  }
}
