package io.btrsend.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.foreign.ForeignFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs every line of the page of messages. */
class MessagesPageTest {
  private static final Path PAGE = Path.of("..", "docs", "messages.md");

  /**
   * A command with options and one file, then perhaps names of files in it, the exit status, and
   * what is said.
   */
  private static final Pattern ROW =
      Pattern.compile(
          "\\| `btrsend ((?:(?! -- ).)+) (\\S+)((?: -- .+)?)` \\| (\\d+) \\| `(.+)` \\|");

  private static final String UUID = "\\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\b";

  @TempDir private Path directory;

  private record Row(String command, String file, String after, int exitCode, String message) {}

  static List<Row> rows() throws IOException {
    List<Row> rows = new ArrayList<>();
    for (String line : Files.readAllLines(PAGE)) {
      Matcher matcher = ROW.matcher(line.replace("\\|", "|"));
      if (matcher.matches()) {
        rows.add(
            new Row(
                matcher.group(1),
                matcher.group(2),
                matcher.group(3).strip(),
                Integer.parseInt(matcher.group(4)),
                matcher.group(5)));
      }
    }
    return rows;
  }

  @ParameterizedTest
  @MethodSource("rows")
  void theMessageIsWhatThePageSays(Row row) throws IOException {
    new MadeFiles(directory).make(row.file().replaceAll("@p?\\d+$", ""));
    List<String> arguments = new ArrayList<>(List.of(row.command().split(" ")));
    arguments.add(directory.resolve(row.file()).toString());
    if (!row.after().isEmpty()) {
      arguments.addAll(List.of(row.after().split(" ")));
    }
    CommandRun run = CommandRun.of(arguments.toArray(String[]::new));
    String said =
        run.err()
            .replace(directory + "/", "")
            .replaceAll(UUID, "UUID")
            .replaceAll("tree block \\d+", "tree block ADDRESS");
    assertEquals("btrsend: " + row.message() + "\n", said);
    assertEquals(row.exitCode(), run.exitCode());
  }

  @Test
  void everyRowOfThePageIsRun() throws IOException {
    long lines;
    try (Stream<String> page = Files.lines(PAGE)) {
      lines = page.filter(line -> line.startsWith("| `")).count();
    }
    assertEquals(lines, rows().size());
  }

  @Test
  void everyFormatIsOnThePage() throws IOException {
    List<String> messages = rows().stream().map(Row::message).toList();
    for (ForeignFormat format : ForeignFormat.all()) {
      assertTrue(
          messages.stream()
              .anyMatch(
                  message ->
                      message.endsWith(": " + format.insteadOfImage())
                          || message.endsWith(": " + format.insteadOfStream())),
          format.what());
    }
  }
}
