package io.btrsend.engine.volume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ParityPropertyTest {
  @Property
  void multiplicationIsACommutativeGroupWithoutZero(
      @ForAll @IntRange(min = 1, max = 255) int a,
      @ForAll @IntRange(min = 1, max = 255) int b,
      @ForAll @IntRange(min = 1, max = 255) int c) {
    assertEquals(GaloisField.multiply(a, b), GaloisField.multiply(b, a));
    assertEquals(
        GaloisField.multiply(a, GaloisField.multiply(b, c)),
        GaloisField.multiply(GaloisField.multiply(a, b), c));
    assertEquals(1, GaloisField.multiply(a, GaloisField.inverse(a)));
    assertEquals(
        GaloisField.multiply(a, b ^ c), GaloisField.multiply(a, b) ^ GaloisField.multiply(a, c));
  }

  @Property(tries = 300)
  void oneOrTwoLostColumnsAreSolvedFor(
      @ForAll @IntRange(min = 2, max = 255) int columns,
      @ForAll @IntRange(min = 1, max = 67) int length,
      @ForAll long seed) {
    Random random = new Random(seed);
    byte[][] data = new byte[columns][length];
    byte[] p = new byte[length];
    byte[] q = new byte[length];
    for (int i = 0; i < columns; i++) {
      random.nextBytes(data[i]);
      Parity.add(p, data[i]);
      Parity.addMultiple(q, GaloisField.power(i), data[i]);
    }
    int x = random.nextInt(columns);
    int y = (x + 1 + random.nextInt(columns - 1)) % columns;

    byte[] fromQ = without(q, data, true, x, -1);
    Parity.solveFromQ(fromQ, x);
    assertArrayEquals(data[x], fromQ);

    byte[] both = without(q, data, true, x, y);
    Parity.solveFromBoth(without(p, data, false, x, y), both, x, y);
    assertArrayEquals(data[x], both);
  }

  /** A parity column plus all data columns but x and y. */
  private static byte[] without(byte[] parity, byte[][] data, boolean multiples, int x, int y) {
    byte[] rest = Arrays.copyOf(parity, parity.length);
    for (int i = 0; i < data.length; i++) {
      if (i != x && i != y) {
        Parity.addMultiple(rest, multiples ? GaloisField.power(i) : 1, data[i]);
      }
    }
    return rest;
  }
}
