package io.btrsend.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Errors on the thread of a command are told like any other failure. */
class ErrorTest {
  private static final class FailingCommand extends Subcommand {
    private final Supplier<Error> failure;

    FailingCommand(Supplier<Error> failure) {
      super("fail");
      this.failure = failure;
    }

    @Override
    public Integer call() {
      throw failure.get();
    }
  }

  private static List<Object> run(Supplier<Error> failure) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    StandardError error = new StandardError(err);
    StandardOutput out = new StandardOutput(OutputStream.nullOutputStream());
    Main main = new Main(out, error, new Interruption(error));
    CommandLine line = main.commandLine("list");
    line.addSubcommand(new FailingCommand(failure).commandLine().setErr(error.text()));
    return List.of(main.run(line, "fail"), err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void anErrorIsOneLineAndAnInternalError() {
    assertEquals(
        List.of(
            ExitCode.INTERNAL,
            "btrsend: internal error: java.lang.StackOverflowError: deep" + System.lineSeparator()),
        run(() -> new StackOverflowError("deep")));
  }

  @Test
  void aFullMemorySaysWhatToDo() {
    assertEquals(
        List.of(
            ExitCode.INTERNAL,
            "btrsend: out of memory (Java heap space): lower -D block-cache or raise the limit with"
                + " BTRSEND_OPTS=-Xmx..."
                + System.lineSeparator()),
        run(() -> new OutOfMemoryError("Java heap space")));
  }
}
