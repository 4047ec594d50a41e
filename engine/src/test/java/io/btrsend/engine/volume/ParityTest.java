package io.btrsend.engine.volume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The worked examples of the description of the format, 4.6. */
class ParityTest {
  @Test
  void powersOfTheGeneratorWrapAtThePolynomial() {
    assertEquals(1, GaloisField.power(0));
    assertEquals(2, GaloisField.power(1));
    assertEquals(0x80, GaloisField.power(7));
    assertEquals(0x1d, GaloisField.power(8));
    assertEquals(1, GaloisField.power(255));
    assertEquals(0x8e, GaloisField.inverse(2));
    assertEquals(0xa7, GaloisField.inverse(5));
  }

  @Test
  void aLostColumnComesBackFromQ() {
    byte[] rest = bytes("89");
    Parity.solveFromQ(rest, 1);
    assertArrayEquals(bytes("ca"), rest);
  }

  @Test
  void twoLostColumnsComeBackFromBoth() {
    byte[] q = bytes("6f");
    Parity.solveFromBoth(bytes("5c"), q, 0, 2);
    assertArrayEquals(bytes("53"), q);
  }

  @Test
  void aRowTheKernelWroteAddsUp() {
    byte[][] data = {
      bytes("b5013e190f093f54"), bytes("43b20a782bf90e93"), bytes("bea9a38566eb49fa")
    };
    byte[] p = new byte[8];
    byte[] q = new byte[8];
    for (int i = 0; i < data.length; i++) {
      Parity.add(p, data[i]);
      Parity.addMultiple(q, GaloisField.power(i), data[i]);
    }
    assertArrayEquals(bytes("481a97e4421b783d"), p);
    assertArrayEquals(bytes("f1e69cc7dc6d1aa0"), q);
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }
}
