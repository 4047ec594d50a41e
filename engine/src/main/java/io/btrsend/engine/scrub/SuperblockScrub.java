package io.btrsend.engine.scrub;

import io.btrsend.engine.ImageAccessException;
import io.btrsend.engine.device.Device;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.format.DevItem;
import io.btrsend.engine.format.IncompatFeature;
import io.btrsend.engine.format.Superblock;
import io.btrsend.engine.format.SuperblockCheck;
import java.nio.ByteBuffer;

/**
 * Verifies every copy of the superblock of every device. On zoned devices the superblocks are logs
 * without copies, which are not examined. Source: on-disk format 2.1.
 */
final class SuperblockScrub {
  private final Filesystem filesystem;
  private final Superblock chosen;
  private final Ledger ledger;

  SuperblockScrub(Filesystem filesystem, Ledger ledger) {
    this.filesystem = filesystem;
    this.chosen = filesystem.volume().superblock();
    this.ledger = ledger;
  }

  void run() {
    if (chosen.has(IncompatFeature.ZONED)) {
      return;
    }
    for (Device device : filesystem.volume().devices()) {
      for (int copy = 0; copy < Superblock.copies() && isGiven(device); copy++) {
        if (Superblock.copyOffset(copy) + Superblock.LENGTH <= end(device)) {
          examine(device, copy);
        }
      }
    }
  }

  private static boolean isGiven(Device device) {
    return device.state() != Device.State.MISSING;
  }

  /** The end of the device by its item; what lies behind it is not part of the filesystem. */
  private long end(Device device) {
    for (DevItem item : filesystem.deviceItems()) {
      if (item.devid() == device.devid() && item.uuid().equals(device.uuid())) {
        return item.totalBytes();
      }
    }
    return device.size();
  }

  private void examine(Device device, int copy) {
    long offset = Superblock.copyOffset(copy);
    byte[] bytes = new byte[Superblock.LENGTH];
    try {
      device.read(offset, ByteBuffer.wrap(bytes));
    } catch (ImageAccessException e) {
      report(device, copy, Finding.Problem.READ_ERROR, "it cannot be read");
      return;
    }
    ledger.of(device).read(bytes.length);
    Superblock superblock = Superblock.of(bytes);
    String problem = SuperblockCheck.problem(superblock, offset);
    long generation =
        device.state() == Device.State.STALE ? chosen.generation() : device.generation();
    if (problem != null) {
      report(device, copy, Finding.Problem.CHECKSUM, problem);
    } else if (superblock.generation() != generation) {
      report(
          device,
          copy,
          Finding.Problem.GENERATION,
          "its generation is "
              + Long.toUnsignedString(superblock.generation())
              + " instead of "
              + Long.toUnsignedString(generation));
    }
  }

  /** The filesystem was opened with a sound one. */
  private void report(Device device, int copy, Finding.Problem problem, String detail) {
    ledger.found(
        new Finding(
            Finding.Kind.SUPERBLOCK,
            problem,
            device,
            Superblock.copyOffset(copy),
            Superblock.LENGTH,
            0,
            copy + 1,
            0,
            -1,
            detail,
            true));
  }
}
