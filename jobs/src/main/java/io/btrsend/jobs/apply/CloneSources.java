package io.btrsend.jobs.apply;

import java.io.IOException;
import java.util.UUID;

/** Knows the directories of subvolumes that were applied before. */
@FunctionalInterface
interface CloneSources {
  /**
   * The name of the directory of a subvolume.
   *
   * @throws io.btrsend.engine.SendException if it was not applied
   */
  byte[] directory(UUID uuid, long generation) throws IOException;
}
