package io.btrsend.actors.live;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A filesystem to be made and the streams to be sent from it, drawn from a seed: some rounds of
 * operations on the subvolumes s and t, each followed by snapshots s1, t1, s2, t2 and so on; with
 * the right seed some in between as well.
 *
 * @param settings how the filesystem is made
 * @param operations what is done to it, snapshots included
 * @param snapshots all snapshots of s, oldest first
 * @param tasks what is sent
 */
record LiveScenario(
    long seed,
    FilesystemSettings settings,
    List<Operation> operations,
    List<String> snapshots,
    List<SendTask> tasks) {

  static LiveScenario draw(long seed, Flavour flavour) {
    SplittableRandom random = new SplittableRandom(seed);
    FilesystemSettings settings = SettingsDraw.draw(random.split(), flavour);
    Drawing drawing = new Drawing(random, flavour);
    drawing.drawRounds();
    SendTaskDraw tasks = new SendTaskDraw(random, drawing.snapshots, drawing.others);
    return new LiveScenario(
        seed, settings, drawing.operations, drawing.snapshots, tasks.draw(flavour));
  }

  /** The same with other operations and one task. */
  LiveScenario reduced(List<Operation> otherOperations, SendTask task) {
    return new LiveScenario(seed, settings, otherOperations, snapshots, List.of(task));
  }

  /** The state of drawing the operations. */
  private static final class Drawing {
    private final SplittableRandom random;
    private final TreeModel model;
    private final OperationGenerator generator;
    private final int rounds;
    private final int length;
    private final List<Operation> operations = new ArrayList<>();
    private final List<String> snapshots = new ArrayList<>();
    private final List<String> others = new ArrayList<>();

    Drawing(SplittableRandom random, Flavour flavour) {
      this.random = random;
      this.model = new TreeModel(random.split(), List.of("s", "t"));
      this.generator = new OperationGenerator(random.split(), model, flavour);
      this.rounds = flavour.isIncremental() ? 2 + random.nextInt(3) : 1 + random.nextInt(2);
      this.length = random.nextInt(8) == 0 ? 400 : 30 + random.nextInt(90);
    }

    void drawRounds() {
      operations.add(new SubvolumeOperation.CreateSubvolume("s"));
      operations.add(new SubvolumeOperation.CreateSubvolume("t"));
      for (int round = 1; round <= rounds; round++) {
        operations.addAll(generator.draw(length / 2));
        if (random.nextInt(3) == 0) {
          snapshot("s", "x" + round, others);
        }
        operations.addAll(generator.draw(length / 2));
        snapshot("s", "s" + round, snapshots);
        snapshot("t", "t" + round, others);
        if (random.nextInt(3) == 0) {
          operations.add(new SubvolumeOperation.Remount());
        }
      }
    }

    private void snapshot(String subvolume, String name, List<String> names) {
      operations.add(new SubvolumeOperation.Snapshot(subvolume, name));
      names.add(name);
      model.freeze(subvolume, name);
    }
  }
}
