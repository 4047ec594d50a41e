package io.btrsend.actors.live;

import io.btrsend.actors.live.LiveParity.Difference;
import io.btrsend.actors.live.LiveParity.Result;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Long runs from the command line:
 *
 * <pre>
 * --seeds 1-1000           which filesystems
 * --flavour incremental    full, incremental or devices
 * --sender NAME            what is compared to the kernel
 * --receive-every N        also receive the chain of every Nth filesystem and compare the trees
 * --scenarios DIRECTORY    where a shrunk difference is written as a fixture scenario
 * </pre>
 *
 * Several may run side by side. The exit status is 1 if a difference was found.
 */
public final class LiveRun {

  private final Flavour flavour;
  private final LiveParity parity;
  private final ReceiveCheck receive;
  private final long receiveEvery;
  private final Path scenarios;
  private long filesystems;
  private long streams;
  private long bytes;
  private long refused;
  private long received;
  private long different;

  private LiveRun(Map<String, String> options) {
    Sender sender = Senders.named(options.get("--sender"));
    flavour = Flavour.valueOf(options.get("--flavour").toUpperCase(Locale.ROOT));
    parity = new LiveParity(sender);
    receive = new ReceiveCheck(sender);
    receiveEvery = Long.parseLong(options.get("--receive-every"));
    scenarios = Path.of(options.get("--scenarios"));
  }

  public static void main(String[] arguments) {
    Map<String, String> options =
        new HashMap<>(
            Map.of(
                "--seeds", "1-100",
                "--flavour", "incremental",
                "--sender", "sequential",
                "--receive-every", "20",
                "--scenarios", "fixtures/scenarios"));
    for (int i = 0; i + 1 < arguments.length; i += 2) {
      if (options.put(arguments[i], arguments[i + 1]) == null) {
        System.err.println("unknown option " + arguments[i] + "; there are " + options.keySet());
        System.exit(2);
      }
    }
    LiveRun run = new LiveRun(options);
    Instant start = Instant.now();
    Seeds.parse(options.get("--seeds")).stream().forEach(run::one);
    run.report(Duration.between(start, Instant.now()));
    System.exit(run.different == 0 ? 0 : 1);
  }

  private void one(long seed) {
    LiveScenario scenario = LiveScenario.draw(seed, flavour);
    Result result = parity.run(scenario);
    filesystems++;
    streams += result.streams();
    bytes += result.bytes();
    refused += result.refused();
    different += result.differences().size();
    System.out.printf(
        "seed %d: %d streams, %,d bytes, %d refused, %d different%n",
        seed, result.streams(), result.bytes(), result.refused(), result.differences().size());
    result.differences().stream().limit(1).forEach(this::shrink);
    if (receiveEvery > 0 && seed % receiveEvery == 0 && result.refused() == 0) {
      checkReceived(scenario);
    }
  }

  private void shrink(Difference found) {
    System.out.println(found.task() + ": " + found.explanation());
    Difference shrunk = new LiveShrinker(parity).shrink(found);
    System.out.println("shrunk to:");
    shrunk.scenario().operations().forEach(each -> System.out.println("  " + each.text()));
    System.out.println(shrunk.explanation());
    System.out.println("written to " + LiveShrinker.write(shrunk, scenarios));
  }

  private void checkReceived(LiveScenario scenario) {
    Optional<String> difference;
    try {
      difference = receive.run(scenario);
    } catch (Exception e) {
      difference = Optional.of(e.toString());
    }
    received++;
    if (difference.isPresent()) {
      different++;
      System.out.println("seed " + scenario.seed() + ": received " + difference.get());
    }
  }

  private void report(Duration elapsed) {
    List<Object> figures =
        List.of(filesystems, streams, bytes, refused, received, different, elapsed.toSeconds());
    System.out.printf(
        "%d filesystems, %d streams (%,d bytes, %d refused by the kernel), %d received, %d different, %d s%n",
        figures.toArray());
  }
}
