package io.btrsend.actors.live;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Has {@code btrfs receive} apply a chain of streams, the first snapshot in full and every later
 * one against the one before, to a fresh filesystem, and compares the received trees with the
 * snapshots.
 */
final class ReceiveCheck {

  private final Sender sender;

  ReceiveCheck(Sender sender) {
    this.sender = sender;
  }

  /** What differs, in words; empty if every received tree equals its snapshot. */
  Optional<String> run(LiveScenario scenario) throws Exception {
    try (LoopFilesystem source = LoopFilesystem.create(scenario.settings());
        LoopFilesystem target = LoopFilesystem.create(scenario.settings())) {
      scenario.operations().forEach(operation -> operation.apply(source));
      source.unmount();
      List<Path> streams = new ArrayList<>();
      for (SendTask task : chain(scenario)) {
        Path stream = source.directory().resolve("stream." + streams.size());
        sender.send(source.images(), task, stream);
        streams.add(stream);
      }
      source.mountReadOnly();
      for (Path stream : streams) {
        Commands.run("btrfs", "-q", "receive", "-f", stream, target.top());
        Files.delete(stream);
      }
      return compare(scenario, source, target);
    }
  }

  private static List<SendTask> chain(LiveScenario scenario) {
    List<SendTask> tasks = new ArrayList<>();
    Optional<String> parent = Optional.empty();
    int version = 1 + (int) (scenario.seed() & 1);
    boolean compressed = version == 2 && (scenario.seed() & 2) != 0;
    for (String snapshot : scenario.snapshots()) {
      tasks.add(new SendTask(snapshot, parent, List.of(), version, compressed, false));
      parent = Optional.of(snapshot);
    }
    return tasks;
  }

  private static Optional<String> compare(
      LiveScenario scenario, LoopFilesystem source, LoopFilesystem target) {
    for (String snapshot : scenario.snapshots()) {
      List<String> sent = TreeListing.of(source.top().resolve(snapshot));
      List<String> received = TreeListing.of(target.top().resolve(snapshot));
      for (int line = 0; line < Math.max(sent.size(), received.size()); line++) {
        String left = line < sent.size() ? sent.get(line) : "nothing";
        String right = line < received.size() ? received.get(line) : "nothing";
        if (!left.equals(right)) {
          return Optional.of(snapshot + "\n  sent:     " + left + "\n  received: " + right);
        }
      }
    }
    return Optional.empty();
  }
}
