package io.btrsend.actors.live;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A filesystem to be made and the streams to be sent from it.
 *
 * @param settings how the filesystem is made
 * @param operations what is done to it, snapshots included
 * @param ending how its images are taken
 * @param snapshots the snapshots of s that are there in the end, oldest first
 * @param tasks what is sent
 */
record LiveScenario(
    long seed,
    Flavour flavour,
    FilesystemSettings settings,
    List<Operation> operations,
    Ending ending,
    List<String> snapshots,
    List<SendTask> tasks) {

  /** The scenario of a seed, which also chooses the flavour. */
  static LiveScenario draw(long seed) {
    return draw(seed, Flavour.draw(new SplittableRandom(~seed)));
  }

  static LiveScenario draw(long seed, Flavour flavour) {
    return ScenarioDraw.draw(seed, flavour);
  }

  /** A small one with a single snapshot, to be received elsewhere under its name. */
  static LiveScenario foreign(long seed, String snapshot) {
    SplittableRandom random = new SplittableRandom(seed);
    TreeModel model = new TreeModel(random.split(), List.of("s"));
    List<Operation> operations = new ArrayList<>();
    operations.add(new SubvolumeOperation.CreateSubvolume("s"));
    operations.addAll(new OperationGenerator(random, model, Flavour.INCREMENTAL).draw(40));
    operations.add(new SubvolumeOperation.Snapshot("s", snapshot));
    return new LiveScenario(
        seed,
        Flavour.INCREMENTAL,
        SettingsDraw.draw(random, Flavour.INCREMENTAL, List.of()),
        operations,
        Ending.PLAIN,
        List.of(snapshot),
        List.of());
  }

  /** The same with other operations and tasks. */
  LiveScenario reduced(List<Operation> otherOperations, List<SendTask> otherTasks) {
    return new LiveScenario(
        seed, flavour, settings, otherOperations, ending, snapshots, otherTasks);
  }
}
