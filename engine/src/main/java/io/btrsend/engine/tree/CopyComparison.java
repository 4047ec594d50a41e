package io.btrsend.engine.tree;

import static io.btrsend.engine.format.LittleEndian.u64;

import io.btrsend.engine.DeviceConflictException;
import io.btrsend.engine.ImageAccessException;
import io.btrsend.engine.MissingDeviceException;
import io.btrsend.engine.volume.Volume;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Finds two sound copies of one tree block that differ. This is a split brain: the halves of a
 * mirror were each written alone. Each half is consistent, so checksums cannot show which one is
 * right, and a reader that takes a block from one half and data from the other would mix two
 * histories.
 *
 * <p>A copy that is older than the referring block is no split brain: that device missed a write,
 * and its copy counts as bad. Thread-safe. Source: on-disk format 4.7.
 */
final class CopyComparison {
  private final Volume volume;
  private final TreeBlockCheck check;

  CopyComparison(Volume volume, TreeBlockCheck check) {
    this.volume = volume;
    this.check = check;
  }

  /**
   * Reads a block from every device that should hold it. Copies that are damaged, missing or older
   * than the block are ignored. Costs nothing if all copies lie on one device.
   *
   * @param generation the generation that the referring block records
   * @throws DeviceConflictException if two sound copies differ
   */
  void compareAll(long address, long generation) {
    if (!volume.isMirroredOverDevices(address)) {
      return;
    }
    byte[] first = null;
    int firstMirror = 0;
    int mirrors = volume.mirrorCount(address);
    for (int mirror = 1; mirror <= mirrors; mirror++) {
      byte[] copy = soundCopy(address, mirror);
      if (copy == null || Long.compareUnsigned(generation(copy), generation) < 0) {
        continue;
      }
      if (first == null) {
        first = copy;
        firstMirror = mirror;
      } else if (!Arrays.equals(first, copy)) {
        throw conflict(address, firstMirror, mirror);
      }
    }
  }

  /** The sound copy of a mirror, or null. */
  private byte[] soundCopy(long address, int mirror) {
    byte[] bytes = new byte[volume.nodeSize()];
    try {
      volume.read(address, ByteBuffer.wrap(bytes), mirror);
    } catch (MissingDeviceException | ImageAccessException unreadable) {
      return null;
    }
    return check.problem(bytes, address) == null ? bytes : null;
  }

  /**
   * Compares two copies that were read from different mirrors and are both sound.
   *
   * @throws DeviceConflictException if they are of one generation and differ
   */
  void compare(long address, byte[] one, int oneMirror, byte[] other, int otherMirror) {
    if (generation(one) == generation(other)
        && !Arrays.equals(one, other)
        && volume.isMirroredOverDevices(address)) {
      throw conflict(address, oneMirror, otherMirror);
    }
  }

  private static long generation(byte[] block) {
    return u64(block, TreeBlock.GENERATION);
  }

  private DeviceConflictException conflict(long address, int one, int other) {
    return new DeviceConflictException(
        String.format(
            "%s and %s hold different versions of tree block %s: the halves of a mirror were each"
                + " written alone (split brain); to read one half, leave the other's devices out",
            volume.describe(address, one),
            volume.describe(address, other),
            Long.toUnsignedString(address)));
  }
}
