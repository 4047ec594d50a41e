package io.btrsend.engine.volume;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Arithmetic over whole columns of a RAID5 or RAID6 row: sums, multiples, and solving for one or
 * two lost columns. Pure functions of arrays of equal length. Source: on-disk format 4.6.
 */
final class Parity {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Parity() {}

  /** {@code sum += column}. */
  static void add(byte[] sum, byte[] column) {
    add(sum, column, 0);
  }

  /** {@code sum += column}, with the bytes of the column from {@code at} on. */
  static void add(byte[] sum, byte[] column, int at) {
    int i = 0;
    for (; i <= sum.length - Long.BYTES; i += Long.BYTES) {
      LONGS.set(sum, i, (long) LONGS.get(sum, i) ^ (long) LONGS.get(column, at + i));
    }
    for (; i < sum.length; i++) {
      sum[i] ^= column[at + i];
    }
  }

  /** {@code sum += factor * column}. */
  static void addMultiple(byte[] sum, int factor, byte[] column) {
    addMultiple(sum, factor, column, 0);
  }

  /** {@code sum += factor * column}, with the bytes of the column from {@code at} on. */
  static void addMultiple(byte[] sum, int factor, byte[] column, int at) {
    byte[] products = products(factor);
    for (int i = 0; i < sum.length; i++) {
      sum[i] ^= products[column[at + i] & 0xff];
    }
  }

  /** {@code column *= factor}. */
  static void multiply(byte[] column, int factor) {
    byte[] products = products(factor);
    for (int i = 0; i < column.length; i++) {
      column[i] = products[column[i] & 0xff];
    }
  }

  /**
   * Computes the only lost column from Q and the surviving columns.
   *
   * @param rest Q plus the multiples of all columns but x; becomes column x
   */
  static void solveFromQ(byte[] rest, int x) {
    multiply(rest, GaloisField.inverse(GaloisField.power(x)));
  }

  /**
   * Computes column x when column y is lost too.
   *
   * @param restP P plus all surviving columns
   * @param restQ Q plus the multiples of all surviving columns; becomes column x
   */
  static void solveFromBoth(byte[] restP, byte[] restQ, int x, int y) {
    int gx = GaloisField.power(x);
    int gy = GaloisField.power(y);
    addMultiple(restQ, gy, restP);
    multiply(restQ, GaloisField.inverse(gx ^ gy));
  }

  private static byte[] products(int factor) {
    byte[] products = new byte[256];
    for (int i = 0; i < products.length; i++) {
      products[i] = (byte) GaloisField.multiply(factor, i);
    }
    return products;
  }
}
