package io.btrsend.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
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
    Main main = new Main(new StandardOutput(OutputStream.nullOutputStream()), new Interruption());
    StringWriter err = new StringWriter();
    CommandLine line =
        main.commandLine("list")
            .addSubcommand(new FailingCommand(failure).commandLine())
            .setErr(new PrintWriter(err));
    return List.of(main.run(line, "fail"), err.toString());
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
