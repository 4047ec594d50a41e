package io.btrsend.cli;

import io.btrsend.engine.StreamFormatException;
import io.btrsend.engine.stream.StreamReader;
import io.btrsend.engine.stream.StreamReaderOptions;
import io.btrsend.engine.stream.StreamVerdict;
import io.btrsend.engine.stream.StreamVerifier;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "verify",
    description = {
      "Checks the structure and every checksum of one or more concatenated streams.",
      "",
      "Says where a damaged stream breaks and how many complete subvolumes it holds."
    })
final class VerifyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private StreamInput input;

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
