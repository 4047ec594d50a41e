package io.btrsend.actors.live;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Draws what people do with whole subvolumes between two snapshots. */
final class SubvolumeEvents {

  private static final String RECEIVED = "r";
  private static final String FOREIGN = "f1";

  private final SplittableRandom random;
  private final History history;
  private final Flavour flavour;
  private final Lottery<Runnable> events;
  private final List<String> writable = new ArrayList<>();
  private final List<String> received = new ArrayList<>();
  private boolean receives;

  SubvolumeEvents(SplittableRandom random, History history, Flavour flavour) {
    this.random = random;
    this.history = history;
    this.flavour = flavour;
    this.events = new Lottery<>(random);
    events.addAlways(3, this::writableSnapshot);
    events.add(3, this::snapshotOfSnapshot);
    events.addAlways(3, this::changeReadOnly);
    events.add(3, this::rollBack);
    events.add(3, this::deleteOther);
    events.addAlways(2, this::cutUp);
    events.add(4, this::receive);
    events.add(1, this::receiveForeign);
    events.add(1, this::generationZero);
  }

  void drawOne() {
    events.draw().run();
  }

  /** The writable subvolumes besides s and t. */
  List<String> writable() {
    return writable;
  }

  /** Takes snapshots of some of the writable subvolumes. */
  void snapshots() {
    for (String subvolume : writable) {
      if (random.nextBoolean()) {
        history.snapshot(subvolume, history.newName(subvolume + "-"));
      }
    }
  }

  private Optional<String> pickAny() {
    return random.nextInt(3) == 0 ? history.pick(history.model().roots()) : history.pickReadOnly();
  }

  private void writableSnapshot() {
    pickAny()
        .ifPresent(
            source -> {
              String name = history.newName("w");
              history.writableSnapshot(source, name);
              writable.add(name);
            });
  }

  private void snapshotOfSnapshot() {
    history.pickReadOnly().ifPresent(source -> history.snapshot(source, history.newName("y")));
  }

  /** Makes a snapshot writable, changes it and makes it read-only again. */
  private void changeReadOnly() {
    history.pickReadOnly().ifPresent(this::change);
  }

  private void change(String snapshot) {
    TreeModel model = history.model();
    history.add(new SubvolumeOperation.SetReadOnly(snapshot, 0));
    model.addSnapshot(snapshot, snapshot);
    model.forget(snapshot);
    model.favour(snapshot);
    history.drawFiles(5 + random.nextInt(25));
    history.add(new SubvolumeOperation.SetReadOnly(snapshot, 1));
    model.freeze(snapshot, snapshot);
    model.removeRoot(snapshot);
  }

  /** Deletes a subvolume and goes on from one of its snapshots. */
  private void rollBack() {
    history
        .pick(history.chain())
        .ifPresent(
            snapshot -> {
              history.delete("s");
              history.writableSnapshot(snapshot, "s");
            });
  }

  private void deleteOther() {
    history
        .pick(random.nextBoolean() ? writable : history.others())
        .ifPresent(
            subvolume -> {
              history.delete(subvolume);
              writable.remove(subvolume);
              if (random.nextBoolean()) {
                history.add(new FilesystemOperation.AwaitCleaner());
              }
            });
  }

  /**
   * A subvolume with little but a file in very many pieces, which share an extent with each other
   * and with another file. Leaves that it shares with its snapshots and leaves that it does not
   * hold pieces of the same extent; so when it is dropped, what names that extent stays half there.
   */
  void cutUp() {
    String name = history.newName("d");
    history.create(name);
    writable.add(name);
    long span = Ranges.BLOCK * (128 + random.nextInt(768));
    String file = name + "/n0";
    String other = name + "/n1";
    TreeModel model = history.model();
    model.putFile(name, "n0", span);
    model.putFile(name, "n1", span);
    history.add(new NameOperation.Create(file));
    history.add(new DataOperation.Write(file, 0, span, 256 + random.nextInt(100_000)));
    scatter(file, span, (int) (span / Ranges.BLOCK));
    history.add(new NameOperation.Create(other));
    for (int count = 1 + random.nextInt(6); count > 0; count--) {
      long from = random.nextLong(span / Ranges.BLOCK) * Ranges.BLOCK;
      long length = Math.min(span - from, Ranges.BLOCK * (1 + random.nextInt(32)));
      long to = random.nextLong(span / Ranges.BLOCK) * Ranges.BLOCK;
      history.add(new DataOperation.Reflink(file, from, length, other, to));
    }
    history.snapshot(name, history.newName(name + "-"));
    long part = span / (1 + random.nextInt(8));
    scatter(file, Math.max(part, Ranges.BLOCK), 16);
    model.favour(random.nextBoolean() ? name : null);
  }

  private void scatter(String file, long span, int most) {
    long count = 1L + random.nextInt(most);
    history.add(new DataOperation.Scatter(file, span, count, random.nextInt(100_000)));
  }

  /** Sends a snapshot of the chain into the same filesystem, if possible against the last one. */
  private void receive() {
    List<String> rest = new ArrayList<>(history.chain());
    rest.removeAll(received);
    history.pick(rest).ifPresent(this::receive);
  }

  private void receive(String snapshot) {
    makeDirectory();
    boolean incremental = flavour.isBounded() && !received.isEmpty() && random.nextInt(4) > 0;
    String parent = incremental ? received.get(received.size() - 1) : "-";
    if (!parent.equals("-") && !history.chain().contains(parent)) {
      parent = "-";
    }
    int version = 1 + random.nextInt(2);
    history.add(new SubvolumeOperation.Receive(snapshot, parent, RECEIVED, version));
    received.add(snapshot);
    String copy = RECEIVED + "/" + snapshot;
    history.model().freeze(snapshot, copy);
    history.others().add(copy);
  }

  private void receiveForeign() {
    String copy = RECEIVED + "/" + FOREIGN;
    if (!history.others().contains(copy)) {
      makeDirectory();
      int version = 1 + random.nextInt(2);
      int seed = random.nextInt(1000);
      history.add(new SubvolumeOperation.ReceiveForeign(FOREIGN, RECEIVED, seed, version));
      history.others().add(copy);
    }
  }

  private void makeDirectory() {
    if (!receives) {
      history.add(new NameOperation.Mkdir(RECEIVED));
      receives = true;
    }
  }

  /** Inodes as some versions of mkfs.btrfs make them. */
  private void generationZero() {
    history
        .pick(history.model().roots())
        .ifPresent(
            root -> {
              int share = random.nextBoolean() ? 100 : 1 + random.nextInt(100);
              int seed = random.nextInt(100_000);
              history.add(new FilesystemOperation.GenerationZero(root, share, seed));
            });
  }
}
