package io.btrsend.actors.live;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs the program. */
final class Btrsend {
  private static final Path LAUNCHER = Path.of("..", "btrsend");
  private static final int SOME_LOST = 10;

  private Btrsend() {}

  /**
   * Runs a command that writes files.
   *
   * @return whether nothing is lost but what only btrfs can hold, not even odd times and numbers of
   *     devices
   * @throws IllegalStateException if it fails
   */
  static boolean run(List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(LAUNCHER.toString()));
    command.addAll(arguments);
    Commands.Outcome outcome = Commands.attempt(command);
    List<String> losses =
        outcome
            .output()
            .lines()
            .filter(line -> !line.startsWith("btrsend: "))
            .filter(line -> !line.contains(": attribute btrfs."))
            .toList();
    boolean isExpected =
        outcome.status() == 0
            || (outcome.status() == SOME_LOST && losses.stream().allMatch(Btrsend::isOdd));
    if (!isExpected) {
      throw new IllegalStateException(
          String.join(" ", command) + ": " + outcome.status() + ", " + outcome.output());
    }
    return losses.isEmpty();
  }

  private static boolean isOdd(String loss) {
    return loss.contains(": times ") || loss.contains(": device node");
  }
}
