package io.btrsend.actors.live;

import io.btrsend.actors.live.LiveRunner.Difference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Turns a finding on a random filesystem into a short fixture scenario that shows it. What depends
 * on where the cleaner was may not show again; then the scenario stays as it is.
 */
final class LiveShrinker {

  private final Duration patience;

  /**
   * A shrinker.
   *
   * @param patience how long it goes on at most
   */
  LiveShrinker(Duration patience) {
    this.patience = patience;
  }

  /** The finding again, with operations of which none can be left out if there was time for it. */
  Difference shrink(Difference difference) {
    Difference[] last = {difference};
    LiveRunner runner = new LiveRunner(List.of(difference.check()), Optional.empty());
    LiveScenario scenario = difference.scenario();
    List<SendTask> tasks =
        difference.finding().task().map(List::of).orElse(difference.scenario().tasks());
    long end = System.nanoTime() + patience.toNanos();
    Shrinker.shrink(
        scenario.operations(),
        operations -> {
          List<Difference> found =
              System.nanoTime() > end
                  ? List.of()
                  : attempt(runner, scenario.reduced(operations, tasks));
          if (!found.isEmpty()) {
            last[0] = found.get(0);
          }
          return !found.isEmpty();
        });
    return last[0];
  }

  private static List<Difference> attempt(LiveRunner runner, LiveScenario scenario) {
    try {
      return runner.run(scenario).differences();
    } catch (IllegalStateException e) {
      // What the operations were meant for is not there: not the failure that is looked for.
      return List.of();
    }
  }

  /** Writes the scenario for fixtures/make and returns its file. */
  static Path write(Difference difference, Path directory) {
    LiveScenario scenario = difference.scenario();
    StringBuilder text = new StringBuilder();
    text.append("# Found at random, seed ").append(scenario.seed());
    text.append("; images ").append(scenario.ending()).append('\n');
    text.append(scenario.settings().asScenario());
    text.append("build() {\n");
    scenario.operations().forEach(each -> text.append("  op ").append(each.text()).append('\n'));
    text.append("}\nstreams() {\n");
    scenario.tasks().forEach(task -> text.append("  ").append(task.asScenario()).append('\n'));
    text.append("}\n");
    try {
      Files.createDirectories(directory);
      Path file = directory.resolve("seed-" + scenario.seed() + ".sh");
      return Files.writeString(file, text, StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
