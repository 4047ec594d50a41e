package io.btrsend.engine.volume;

import java.util.Arrays;

/**
 * The rows of a RAID5 or RAID6 chunk: which stripe has which role in a row, and what its parity
 * should be. Pure functions. Source: on-disk format 4.4, 4.6.
 */
public final class ParityRows {
  private ParityRows() {}

  /**
   * The stripe with a role in a row.
   *
   * @param role a data column from 0, then P, then Q
   */
  public static int stripeIndex(Chunk chunk, long row, int role) {
    return ParityRow.stripeIndex(chunk, row, role);
  }

  /**
   * Computes P.
   *
   * @param columns the data columns in order, of which the bytes from {@code at} on are used
   * @param p receives as many bytes as it has
   */
  public static void computeP(byte[][] columns, int at, byte[] p) {
    Arrays.fill(p, (byte) 0);
    for (byte[] column : columns) {
      Parity.add(p, column, at);
    }
  }

  /** Computes Q, see {@link #computeP}. */
  public static void computeQ(byte[][] columns, int at, byte[] q) {
    Arrays.fill(q, (byte) 0);
    for (int column = 0; column < columns.length; column++) {
      Parity.addMultiple(q, GaloisField.power(column), columns[column], at);
    }
  }
}
