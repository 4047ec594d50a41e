package io.btrsend.cli;

import io.btrsend.engine.StreamFormatException;
import io.btrsend.engine.stream.StreamReader;
import io.btrsend.engine.stream.StreamReaderOptions;
import io.btrsend.engine.stream.StreamVerdict;
import io.btrsend.engine.stream.StreamVerifier;
import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;

final class VerifyCommand implements Subcommand {
  private final CommandSpec spec =
      Commands.spec(
          "verify",
          this,
          "Checks the structure and every checksum of one or more concatenated streams.",
          "",
          "Says where a damaged stream breaks and how many complete subvolumes it holds.");
  private final StreamInput input = new StreamInput();

  VerifyCommand() {
    input.addTo(spec);
  }

  @Override
  public CommandSpec spec() {
    return spec;
  }

  @Override
  public Integer call() throws IOException {
    try (StreamReader reader = input.open(StreamReaderOptions.STRICT)) {
      StreamVerdict verdict = StreamVerifier.verify(reader);
      PrintWriter out = spec.commandLine().getOut();
      out.print(verdict.summary());
      out.flush();
      if (!verdict.sound()) {
        throw new StreamFormatException(verdict.defect());
      }
      return ExitCode.SUCCESS;
    }
  }
}
