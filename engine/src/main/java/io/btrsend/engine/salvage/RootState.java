package io.btrsend.engine.salvage;

import io.btrsend.engine.format.Superblock;
import java.time.Instant;
import java.util.List;

/**
 * What can be read at a root.
 *
 * @param condition all in one word
 * @param problems what is missing, one line each; empty if it is complete
 * @param subvolumes how many subvolumes it leads to whose root blocks can be read
 * @param time when the last of them was changed that the root item says it of, null if unknown
 * @param chunkTree where the chunk tree starts that fits; null if none can be read
 */
public record RootState(
    Condition condition,
    List<String> problems,
    long subvolumes,
    Instant time,
    Superblock.Root chunkTree) {

  /** How much is left. */
  public enum Condition {
    /**
     * The chunk tree, all blocks of the root tree, and the root blocks of all subvolumes and of the
     * trees that a send needs can be read and are sound. Blocks below these were not read.
     */
    COMPLETE,
    /** Some of these are missing. */
    DAMAGED,
    /** Nothing can be read: no chunk tree, no root tree or no subvolume. */
    UNUSABLE
  }

  static RootState unusable(String problem) {
    return new RootState(Condition.UNUSABLE, List.of(problem), 0, null, null);
  }

  public boolean isComplete() {
    return condition == Condition.COMPLETE;
  }
}
