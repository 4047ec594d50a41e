package io.btrsend.actors.live;

import java.nio.file.Path;
import java.util.List;

/** Says where two streams part, in the words of {@code btrfs receive --dump}. */
final class StreamDifference {

  private static final int CONTEXT = 3;

  private StreamDifference() {}

  /**
   * Decodes both streams up to where they part.
   *
   * @param mismatch the first byte that differs
   */
  static String describe(Path expected, Path actual, long mismatch) {
    List<String> kernel = dump(expected);
    List<String> ours = dump(actual);
    int line = 0;
    while (line < Math.min(kernel.size(), ours.size()) && kernel.get(line).equals(ours.get(line))) {
      line++;
    }
    return "first difference at byte "
        + mismatch
        + ", command "
        + (line + 1)
        + "\n  kernel:\n"
        + excerpt(kernel, line)
        + "  ours:\n"
        + excerpt(ours, line);
  }

  private static List<String> dump(Path stream) {
    List<String> command = List.of("btrfs", "receive", "--dump", "-f", stream.toString());
    return Commands.attempt(command).output().lines().toList();
  }

  private static String excerpt(List<String> lines, int at) {
    StringBuilder text = new StringBuilder();
    for (int i = Math.max(0, at - CONTEXT); i < Math.min(lines.size(), at + CONTEXT); i++) {
      text.append(i == at ? "  > " : "    ").append(lines.get(i)).append('\n');
    }
    return text.toString();
  }
}
