package io.btrsend.actors.live;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * What is done to a filesystem, as far as it is drawn, and the subvolumes that are there by then.
 * The model always is of this moment.
 */
final class History {

  private final SplittableRandom random;
  private final TreeModel model;
  private final OperationGenerator generator;
  private final List<Operation> operations = new ArrayList<>();
  private final List<String> chain = new ArrayList<>();
  private final List<String> others = new ArrayList<>();
  private int names;

  History(SplittableRandom random, TreeModel model, OperationGenerator generator) {
    this.random = random;
    this.model = model;
    this.generator = generator;
  }

  TreeModel model() {
    return model;
  }

  void add(Operation operation) {
    operations.add(operation);
  }

  /** Draws operations on files. */
  void drawFiles(int count) {
    operations.addAll(generator.draw(count));
  }

  /** What was added so far. */
  List<Operation> operations() {
    return operations;
  }

  /** The snapshots of s, oldest first. */
  List<String> chain() {
    return chain;
  }

  /** All other read-only subvolumes. */
  List<String> others() {
    return others;
  }

  /** A new name for a subvolume in the top level. */
  String newName(String prefix) {
    return prefix + ++names;
  }

  /** A read-only subvolume. */
  Optional<String> pickReadOnly() {
    List<String> all = new ArrayList<>(chain);
    all.addAll(others);
    return pick(all);
  }

  /** An element of a list. */
  <T> Optional<T> pick(List<T> list) {
    return list.isEmpty() ? Optional.empty() : Optional.of(list.get(random.nextInt(list.size())));
  }

  void create(String subvolume) {
    add(new SubvolumeOperation.CreateSubvolume(subvolume));
    model.addRoot(subvolume);
  }

  /** Takes a snapshot of s into the chain. */
  void continueChain(String name) {
    snapshot("s", name, chain);
  }

  /** Takes any other snapshot. */
  void snapshot(String subvolume, String name) {
    snapshot(subvolume, name, others);
  }

  private void snapshot(String subvolume, String name, List<String> list) {
    add(new SubvolumeOperation.Snapshot(subvolume, name));
    model.freeze(subvolume, name);
    list.add(name);
  }

  void writableSnapshot(String subvolume, String name) {
    add(new SubvolumeOperation.WritableSnapshot(subvolume, name));
    model.addSnapshot(subvolume, name);
  }

  /** Deletes a subvolume and those inside. */
  void delete(String subvolume) {
    model
        .subvolumesIn(subvolume)
        .forEach(nested -> add(new SubvolumeOperation.DeleteSubvolume(nested)));
    add(new SubvolumeOperation.DeleteSubvolume(subvolume));
    model.removeRoot(subvolume);
    model.forget(subvolume);
    chain.remove(subvolume);
    others.remove(subvolume);
  }
}
