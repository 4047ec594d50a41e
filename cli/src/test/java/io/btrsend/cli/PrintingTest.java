package io.btrsend.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of everything that is printed when it cannot be written. */
class PrintingTest {
  /** Takes some bytes, then fails. */
  private static final class FailingOutput extends OutputStream {
    private final String message;
    private int left;

    FailingOutput(int room, String message) {
      this.left = room;
      this.message = message;
    }

    @Override
    public void write(int b) throws IOException {
      if (left-- <= 0) {
        throw new IOException(message);
      }
    }
  }

  @TempDir private Path directory;

  @BeforeEach
  void makeInputs() throws IOException {
    DemoFile.unpack(directory.resolve("image"));
    CommandRun run =
        CommandRun.of(
            "send",
            "-s",
            DemoImage.FIRST_SNAPSHOT,
            "-f",
            directory.resolve("stream").toString(),
            directory.resolve("image").toString());
    assertEquals(ExitCode.SUCCESS, run.exitCode(), run.err());
  }

  /** The words of a command line, with the names of the inputs as paths. */
  private String[] words(String line) {
    return Stream.of(line.split(" ", -1))
        .map(word -> Files.exists(directory.resolve(word)) ? directory.resolve(word) + "" : word)
        .toArray(String[]::new);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "list image",
        "list --json image",
        "info image",
        "info --json image",
        "verify stream",
        "stat stream",
        "stat --json stream",
        "dump stream",
        "dump --json stream",
        "demo",
        "--help",
        "--version",
        "send --help",
        "list --version",
      })
  void outputThatIsLostIsAnOutputError(String line) {
    for (int room : new int[] {0, 5}) {
      CommandRun run =
          CommandRun.into(new FailingOutput(room, "No space left on device"), words(line));
      assertEquals(
          "btrsend: cannot write the output: No space left on device" + System.lineSeparator(),
          run.err());
      assertEquals(ExitCode.IO, run.exitCode());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"list image", "stat stream", "dump stream", "--help"})
  void aReaderThatHasGoneIsNotTold(String line) {
    CommandRun run = CommandRun.into(new FailingOutput(5, "Broken pipe"), words(line));
    assertEquals(new CommandRun(ExitCode.BROKEN_PIPE, "", ""), run);
  }

  @Test
  void aCommandThatFailsKeepsItsOwnExitCode() {
    CommandRun run =
        CommandRun.into(new FailingOutput(0, "No space left on device"), words("verify image"));
    assertEquals(ExitCode.STREAM, run.exitCode());
    assertTrue(run.err().contains("image"), run.err());
  }
}
