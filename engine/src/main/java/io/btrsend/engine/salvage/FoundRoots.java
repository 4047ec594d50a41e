package io.btrsend.engine.salvage;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The blocks of root trees that a scan comes across, reduced to those that may be root blocks: of
 * each generation the ones of the highest level. Memory is bounded: only the newest generations are
 * kept, and a few blocks of each. Thread-safe.
 */
final class FoundRoots {
  static final int MAX_GENERATIONS = 4096;

  /** A transaction writes one root block; more of them are parts whose root is lost. */
  static final int MAX_BLOCKS = 8;

  private static final class Generation {
    private final int level;

    /** The lowest addresses. */
    private final NavigableMap<Long, FoundRoot> blocks = new TreeMap<>(Long::compareUnsigned);

    Generation(int level) {
      this.level = level;
    }
  }

  /** Newest first. */
  private final NavigableMap<Long, Generation> generations =
      new TreeMap<>((a, b) -> Long.compareUnsigned(b, a));

  private boolean leftOut;

  /** Adds a block; one that is known already, from another mirror, counts once. */
  synchronized void add(FoundRoot block) {
    Generation generation = generations.get(block.generation());
    if (generation == null || generation.level < block.level()) {
      generation = new Generation(block.level());
      generations.put(block.generation(), generation);
    }
    if (generation.level == block.level()) {
      generation.blocks.put(block.address(), block);
    }
    if (generation.blocks.size() > MAX_BLOCKS) {
      generation.blocks.pollLastEntry();
    }
    if (generations.size() > MAX_GENERATIONS) {
      generations.pollLastEntry();
      leftOut = true;
    }
  }

  /** The newest generation first. */
  synchronized List<FoundRoot> list() {
    List<FoundRoot> list = new ArrayList<>();
    generations.values().forEach(generation -> list.addAll(generation.blocks.values()));
    return list;
  }

  /** Whether generations were left out, older than those listed. */
  synchronized boolean isLeftOut() {
    return leftOut;
  }
}
