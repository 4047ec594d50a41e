package io.btrsend.actors.live;

import io.btrsend.actors.live.LiveParity.Difference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Turns a difference on a random filesystem into a short fixture scenario that shows it. */
final class LiveShrinker {

  private final LiveParity parity;

  LiveShrinker(LiveParity parity) {
    this.parity = parity;
  }

  /** The difference again, with operations of which none can be left out. */
  Difference shrink(Difference difference) {
    Difference[] last = {difference};
    LiveScenario scenario = difference.scenario();
    Shrinker.shrink(
        scenario.operations(),
        operations -> {
          List<Difference> found = attempt(scenario.reduced(operations, difference.task()));
          if (!found.isEmpty()) {
            last[0] = found.get(0);
          }
          return !found.isEmpty();
        });
    return last[0];
  }

  private List<Difference> attempt(LiveScenario scenario) {
    try {
      return parity.run(scenario).differences();
    } catch (IllegalStateException e) {
      // Without the snapshots there is nothing to send: not the failure that is looked for.
      return List.of();
    }
  }

  /** Writes the scenario for fixtures/make and returns its file. */
  static Path write(Difference difference, Path directory) {
    LiveScenario scenario = difference.scenario();
    StringBuilder text = new StringBuilder();
    text.append("# Found at random, seed ").append(scenario.seed()).append('\n');
    text.append(scenario.settings().asScenario());
    text.append("build() {\n");
    scenario.operations().forEach(each -> text.append("  op ").append(each.text()).append('\n'));
    text.append("}\nstreams() { ").append(difference.task().asScenario()).append("; }\n");
    try {
      Files.createDirectories(directory);
      Path file = directory.resolve("seed-" + scenario.seed() + ".sh");
      return Files.writeString(file, text, StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
