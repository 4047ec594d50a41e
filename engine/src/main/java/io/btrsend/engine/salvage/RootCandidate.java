package io.btrsend.engine.salvage;

import io.btrsend.engine.format.Superblock;
import java.util.List;

/**
 * A commit that the filesystem could be opened at.
 *
 * @param rootTree where its root tree starts
 * @param chunkTrees where its chunk tree starts: the only place, if a superblock records the
 *     commit, else all places known, the most likely first
 * @param names what the superblock in use calls it: {@code current}, {@code backup:0} to {@code
 *     backup:3}, or nothing
 * @param isRecorded whether a superblock records it; else it was found on a device, where a part of
 *     an older root tree may look like the root of a small one
 */
public record RootCandidate(
    Superblock.Root rootTree,
    List<Superblock.Root> chunkTrees,
    List<String> names,
    boolean isRecorded) {

  /** What --root takes to open the filesystem there. */
  public String option() {
    return names.isEmpty() ? "bytenr:" + Long.toUnsignedString(rootTree.address()) : names.get(0);
  }

  public long generation() {
    return rootTree.generation();
  }
}
