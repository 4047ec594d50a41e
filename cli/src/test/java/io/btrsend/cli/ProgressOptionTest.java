package io.btrsend.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressOptionTest {
  @TempDir private Path directory;
  private Path image;
  private Path stream;

  @BeforeEach
  void makeInputs() throws IOException {
    image = directory.resolve("image");
    stream = directory.resolve("stream");
    DemoFile.unpack(image);
    CommandRun run = send();
    assertEquals(new CommandRun(ExitCode.SUCCESS, "", ""), run);
  }

  private CommandRun send(String... more) {
    Stream<String> words =
        Stream.of("send", "-s", DemoImage.FIRST_SNAPSHOT, "-f", stream.toString(), image + "");
    return CommandRun.of(Stream.concat(words, Stream.of(more)).toArray(String[]::new));
  }

  private static String last(CommandRun run) {
    assertEquals(ExitCode.SUCCESS, run.exitCode(), run.err());
    List<String> lines = run.err().lines().toList();
    return lines.get(lines.size() - 1);
  }

  @Test
  void theLastObjectOfASendHasAllBytes() throws IOException {
    String last = last(send("--progress=json", "-s", DemoImage.SECOND_SNAPSHOT));
    String what = "\"action\":\"sent\",\"what\":\"" + DemoImage.SECOND_SNAPSHOT + "\"";
    String bytes = "\"bytes\":" + Files.size(stream);
    assertTrue(
        last.startsWith("{\"version\":1," + what + ",\"number\":2,\"count\":2," + bytes + ","),
        last);
  }

  @ParameterizedTest
  @ValueSource(strings = {"verify", "stat"})
  void theLastObjectOfWhatReadsAFileHasItsSize(String command) throws IOException {
    String last = last(CommandRun.of(command, "--progress=json", stream.toString()));
    String size = Long.toString(Files.size(stream));
    assertTrue(last.contains("\"what\":\"" + stream + "\""), last);
    assertTrue(last.contains("\"bytes\":" + size + ",\"total_bytes\":" + size + ","), last);
  }

  @Test
  void theLastObjectOfAScrubHasAllThatIsAllocated() {
    String last = last(CommandRun.of("scrub", "--progress=json", image.toString()));
    assertTrue(
        last.matches(".*\"action\":\"examined\",.*\"bytes\":([0-9]+),\"total_bytes\":\\1,.*"),
        last);
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "none", "auto", "AUTO"})
  void aShortSendPrintsNothing(String form) {
    assertEquals(new CommandRun(ExitCode.SUCCESS, "", ""), send("--progress", form));
  }

  @ParameterizedTest
  @CsvSource({"send", "scrub", "verify", "stat"})
  void anythingElseIsAUsageError(String command) {
    CommandRun run = CommandRun.of(command, "--progress=bar", stream.toString());
    assertEquals(ExitCode.USAGE, run.exitCode());
    assertTrue(
        run.err()
            .contains("'--progress': expected one of [AUTO, PLAIN, JSON, NONE] (case-insensitive)"),
        run.err());
  }
}
