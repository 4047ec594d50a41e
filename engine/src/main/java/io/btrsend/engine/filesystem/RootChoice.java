package io.btrsend.engine.filesystem;

import io.btrsend.engine.device.DeviceSet;
import io.btrsend.engine.format.Superblock;

/** Decides which commit a filesystem is opened at. */
@FunctionalInterface
public interface RootChoice {
  /** The last commit that the superblocks record. No lambda: linking it takes time at a start. */
  RootChoice CURRENT =
      new RootChoice() {
        @Override
        public Superblock choose(DeviceSet devices) {
          return devices.superblock();
        }
      };

  /**
   * The superblock that leads to the commit, one of the images' or {@linkplain Superblock#at
   * changed}. May add notices to the images'.
   *
   * @throws io.btrsend.engine.EngineException if there is no such commit
   */
  Superblock choose(DeviceSet devices);
}
