package io.btrsend.actors.live;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * Has a chain of streams received, the first snapshot in full and every later one against the one
 * before, and compares the received trees with the snapshots. Takes as long as making the sample.
 */
final class ReceiveCheck implements LiveCheck {

  private final LongFunction<Sender> senders;
  private final StreamTarget.Maker targets;

  ReceiveCheck(LongFunction<Sender> senders, StreamTarget.Maker targets) {
    this.senders = senders;
    this.targets = targets;
  }

  @Override
  public List<Finding> check(LiveSample sample) throws Exception {
    LiveScenario scenario = sample.scenario();
    // A file of this kind of filesystem would be received with every byte of its holes.
    if (!scenario.flavour().isBounded()) {
      return List.of();
    }
    Sender sender = senders.apply(scenario.seed());
    try (StreamTarget target = targets.make(sample)) {
      List<SendTask> chain = chain(scenario, sample.top());
      for (SendTask task : chain) {
        Path stream = sample.directory().resolve("to-receive");
        sender.send(sample.images(), task, stream);
        boolean isWhole = target.receive(stream);
        Files.delete(stream);
        if (!isWhole) {
          return List.of();
        }
      }
      List<String> received = chain.stream().map(SendTask::subvolume).toList();
      return compare(received, sample.top(), target.top());
    }
  }

  /** Where the filesystem was full, a snapshot may be missing. */
  private static List<SendTask> chain(LiveScenario scenario, Path top) {
    List<SendTask> tasks = new ArrayList<>();
    Optional<String> parent = Optional.empty();
    int version = 1 + (int) (scenario.seed() & 1);
    boolean compressed = version == 2 && (scenario.seed() & 2) != 0;
    for (String snapshot : scenario.snapshots()) {
      SendTask task = new SendTask(snapshot, parent, List.of(), version, compressed, false);
      if (KernelSend.isPossible(top, task)) {
        tasks.add(task);
        parent = Optional.of(snapshot);
      }
    }
    return tasks;
  }

  private static List<Finding> compare(List<String> snapshots, Path source, Path target) {
    List<Finding> findings = new ArrayList<>();
    for (String snapshot : snapshots) {
      if (TreeListing.hasSubvolumes(source.resolve(snapshot))) {
        continue;
      }
      String difference =
          TreeListing.difference(source.resolve(snapshot), target.resolve(snapshot));
      if (difference != null) {
        findings.add(new Finding(Optional.empty(), snapshot + difference));
      }
    }
    return findings;
  }
}
