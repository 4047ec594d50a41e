package io.btrsend.actors.live;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Draws a scenario: some rounds of operations on the subvolumes s and t, each followed by snapshots
 * s1, t1, s2, t2 and so on, with events between them, and an ending.
 */
final class ScenarioDraw {

  /** Of so many filesystems from one device one sees what is done with devices. */
  private static final int DEVICE_EVENTS_OTHERWISE = 5;

  /** Of so many filesystems one has a partly dropped subvolume in the end. */
  private static final int ENDINGS_HALF_WAY = 6;

  private final long seed;
  private final Flavour flavour;
  private final SplittableRandom random;
  private final FilesystemSettings settings;
  private final History history;
  private final SubvolumeEvents subvolumes;
  private final DeviceEvents devices;

  private ScenarioDraw(long seed, Flavour flavour, SplittableRandom random) {
    this.seed = seed;
    this.flavour = flavour;
    this.random = random;
    // mkfs.btrfs writes the holes of what it copies, so no file may be as large as files can be.
    boolean made = flavour == Flavour.INCREMENTAL && random.nextInt(5) == 0;
    TreeModel model = new TreeModel(random.split(), made ? List.of("") : List.of());
    OperationGenerator generator = new OperationGenerator(random.split(), model, flavour);
    List<Operation> contents =
        made ? SettingsDraw.contents(generator.draw(20 + random.nextInt(40))) : List.of();
    this.settings = SettingsDraw.draw(random.split(), flavour, contents);
    this.history = new History(random.split(), model, generator);
    this.subvolumes = new SubvolumeEvents(random.split(), history, flavour);
    this.devices = new DeviceEvents(random.split(), history, settings, flavour);
  }

  /** The scenario of a seed. */
  static LiveScenario draw(long seed, Flavour flavour) {
    return new ScenarioDraw(seed, flavour, new SplittableRandom(seed)).draw();
  }

  private LiveScenario draw() {
    boolean halfWay = random.nextInt(ENDINGS_HALF_WAY) == 0;
    begin();
    int rounds = flavour.isIncremental() ? 2 + random.nextInt(3) : 1 + random.nextInt(2);
    int length = random.nextInt(8) == 0 ? 400 : 30 + random.nextInt(90);
    boolean deviceEvents =
        flavour == Flavour.DEVICES || random.nextInt(DEVICE_EVENTS_OTHERWISE) == 0;
    for (int round = 1; round <= rounds; round++) {
      history.drawFiles(length / 2);
      if (random.nextInt(3) == 0) {
        history.snapshot("s", "x" + round);
      }
      if (halfWay && round == 1) {
        subvolumes.cutUp();
      }
      for (int count = random.nextInt(4); count > 0; count--) {
        subvolumes.drawOne();
      }
      if (deviceEvents && random.nextInt(3) > 0) {
        devices.drawOne();
      }
      history.drawFiles(length / 2);
      history.continueChain("s" + round);
      history.snapshot("t", "t" + round);
      subvolumes.snapshots();
      if (random.nextInt(3) == 0) {
        history.add(new FilesystemOperation.Remount());
      }
    }
    EndingDraw endings = new EndingDraw(random.split(), history, subvolumes.writable());
    Ending ending = halfWay ? endings.drawHalfWay() : endings.draw();
    List<SendTask> tasks =
        new SendTaskDraw(random, history.chain(), history.others()).draw(flavour, settings);
    return new LiveScenario(
        seed, flavour, settings, history.operations(), ending, history.chain(), tasks);
  }

  private void begin() {
    if (settings.contents().isEmpty()) {
      history.create("s");
    } else {
      if (random.nextBoolean()) {
        int share = random.nextBoolean() ? 100 : 1 + random.nextInt(100);
        history.add(new FilesystemOperation.GenerationZero("", share, random.nextInt(100_000)));
      }
      history.writableSnapshot("", "s");
    }
    history.create("t");
  }
}
