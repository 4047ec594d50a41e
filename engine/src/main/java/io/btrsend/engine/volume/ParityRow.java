package io.btrsend.engine.volume;

import io.btrsend.engine.MissingDeviceException;
import io.btrsend.engine.device.Device;
import java.nio.ByteBuffer;

/**
 * One row of a RAID5 or RAID6 chunk and the ways to obtain one of its data columns. Roles are
 * numbered: data columns from 0, then P, then Q; with each row they move on by one stripe. Created
 * only when a column has to be rebuilt or a device is missing. Source: on-disk format 4.4, 4.6,
 * 4.7.
 *
 * @param column the wanted data column
 */
record ParityRow(Chunk chunk, long row, int column) {
  /** The way that reads the column itself. */
  static final int DIRECT = 1;

  /** The way that rebuilds the column and assumes that all other columns are good. */
  private static final int REBUILT = 2;

  /**
   * What has to be read to rebuild the column.
   *
   * @param other another data column that is lost, or -1
   */
  private record Recipe(int other, boolean usesP, boolean usesQ) {}

  static int stripeIndex(Chunk chunk, long row, int role) {
    return (int) Long.remainderUnsigned(row + role, chunk.stripeCount());
  }

  private Stripe stripe(int role) {
    return chunk.stripe(stripeIndex(chunk, row, role));
  }

  private Device.State state(int role) {
    return chunk.state(stripeIndex(chunk, row, role));
  }

  private int roleP() {
    return chunk.columns();
  }

  private int roleQ() {
    return chunk.columns() + 1;
  }

  /** The {@code mirror}th best way, from 1. Ways that need no stale device come first. */
  int way(int mirror) {
    int left = mirror;
    for (Device.State state : Device.State.values()) {
      for (int way = DIRECT; way <= chunk.mirrors(); way++) {
        if (worst(way) == state && --left == 0) {
          return way;
        }
      }
    }
    throw new IllegalArgumentException("mirror " + mirror);
  }

  /** The worst state among the devices that a way needs; MISSING if the way is impossible. */
  Device.State worst(int way) {
    if (way == DIRECT) {
      return state(column);
    }
    Recipe recipe = recipe(way);
    if (recipe == null) {
      return Device.State.MISSING;
    }
    for (int role = 0; role < chunk.stripeCount(); role++) {
      if (uses(recipe, role) && state(role) == Device.State.STALE) {
        return Device.State.STALE;
      }
    }
    return Device.State.PRESENT;
  }

  private boolean uses(Recipe recipe, int role) {
    if (role == roleP()) {
      return recipe.usesP();
    }
    if (role == roleQ()) {
      return recipe.usesQ();
    }
    return role != column && role != recipe.other();
  }

  /** How a way rebuilds the column; null if too many devices are missing. */
  private Recipe recipe(int way) {
    int supposed = supposedBad(way);
    if (way != REBUILT && supposed < 0) {
      return null;
    }
    int other = -1;
    int lost = 1;
    for (int role = 0; role < chunk.stripeCount(); role++) {
      if (role != column && isLost(role, supposed)) {
        lost++;
        other = role < roleP() ? role : other;
      }
    }
    if (lost > chunk.profile().parities()) {
      return null;
    }
    boolean hasP = !isLost(roleP(), supposed);
    return new Recipe(other, hasP, other >= 0 || !hasP);
  }

  private boolean isLost(int role, int supposed) {
    return role == supposed || state(role) == Device.State.MISSING;
  }

  /** The role that a way assumes to be bad besides the column; negative if there is none. */
  private int supposedBad(int way) {
    if (way == REBUILT) {
      return -1;
    }
    int role = chunk.stripeCount() - (way - 1);
    return role <= column ? role - 1 : role;
  }

  /**
   * Rebuilds a piece of the column. The result is only a candidate until its checksum matches.
   *
   * @param offset byte offset of the piece inside the stripes of the row
   * @param dst filled completely; the piece must not cross the end of the stripe
   */
  void rebuild(int way, long offset, ByteBuffer dst) {
    Recipe recipe = recipe(way);
    if (recipe == null) {
      throw new MissingDeviceException(
          "cannot be rebuilt, too many devices are missing: " + missingNames());
    }
    int length = dst.remaining();
    byte[] p = recipe.usesP() ? read(roleP(), offset, new byte[length]) : null;
    byte[] q = recipe.usesQ() ? read(roleQ(), offset, new byte[length]) : null;
    byte[] data = new byte[length];
    for (int role = 0; role < roleP(); role++) {
      if (role == column || role == recipe.other()) {
        continue;
      }
      read(role, offset, data);
      if (p != null) {
        Parity.add(p, data);
      }
      if (q != null) {
        Parity.addMultiple(q, GaloisField.power(role), data);
      }
    }
    if (q == null) {
      dst.put(p);
      return;
    }
    if (p == null) {
      Parity.solveFromQ(q, column);
    } else {
      Parity.solveFromBoth(p, q, column, recipe.other());
    }
    dst.put(q);
  }

  private byte[] read(int role, long offset, byte[] into) {
    stripe(role).read(offset, ByteBuffer.wrap(into));
    return into;
  }

  private String missingNames() {
    StringBuilder names = new StringBuilder();
    for (Device device : chunk.devices()) {
      if (device.state() == Device.State.MISSING) {
        names.append(names.length() == 0 ? "" : ", ").append(device.identity());
      }
    }
    return names.length() == 0 ? "none, but this way is not one of this row" : names.toString();
  }
}
