package io.btrsend.engine.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** Compares with a register that is shifted bit by bit, as the definition has it. */
final class Crc32cPropertyTest {
  @Property
  void anyRegisterOverAnyBytesIsWhatTheDefinitionSays(
      @ForAll int register, @ForAll @Size(max = 300) byte[] bytes) {
    assertEquals(bitByBit(register, bytes), Crc32c.update(register, bytes));
  }

  @Property
  void heapAndDirectBuffersGiveTheSame(
      @ForAll int register, @ForAll @Size(max = 300) byte[] bytes) {
    ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length + 7).put(3, bytes);
    assertEquals(Crc32c.update(register, bytes), Crc32c.update(register, direct, 3, bytes.length));
  }

  @Property
  void theChecksumsOfTwoPartsAddUpToTheChecksumOfTheWhole(
      @ForAll int register,
      @ForAll @Size(max = 300) byte[] bytes,
      @ForAll @IntRange(max = 300) int at) {
    int cut = Math.min(at, bytes.length);
    int first = Crc32c.update(register, bytes, 0, cut);
    int second = Crc32c.update(0, bytes, cut, bytes.length - cut);
    assertEquals(Crc32c.update(register, bytes), Crc32c.shift(first, bytes.length - cut) ^ second);
  }

  @Property(tries = 100)
  void aShiftIsTheRegisterOverZeros(
      @ForAll int register, @ForAll @IntRange(max = 300_000) int length) {
    assertEquals(Crc32c.update(register, new byte[length]), Crc32c.shift(register, length));
  }

  @Property
  void shiftsOfAnyLengthAdd(
      @ForAll int register,
      @ForAll @LongRange(min = 0, max = Long.MAX_VALUE / 2) long first,
      @ForAll @LongRange(min = 0, max = Long.MAX_VALUE / 2) long second) {
    assertEquals(
        Crc32c.shift(register, first + second),
        Crc32c.shift(Crc32c.shift(register, first), second));
  }

  @Property(tries = 200)
  void aTabulatedShiftIsTheShift(
      @ForAll int register, @ForAll @IntRange(max = 1 << 20) int length) {
    assertEquals(Crc32c.shift(register, length), new Crc32cShift(length).apply(register));
  }

  @Property(tries = 20)
  void theChecksumsOfSectorsAddUpToTheChecksumOfAnExtent(
      @ForAll @IntRange(min = 12, max = 16) int sectorBits,
      @ForAll @IntRange(min = 1, max = 5) int sectors,
      @ForAll byte filler) {
    int sectorSize = 1 << sectorBits;
    byte[] extent = new byte[sectors * sectorSize];
    Arrays.fill(extent, extent.length / 3, extent.length, filler);
    Crc32cShift bySector = new Crc32cShift(sectorSize);
    int sum = 0;
    for (int at = 0; at < extent.length; at += sectorSize) {
      sum = bySector.apply(sum) ^ Crc32c.update(0, extent, at, sectorSize);
    }
    assertEquals(Crc32c.update(0, extent), sum);
  }

  private static int bitByBit(int register, byte[] bytes) {
    int shifted = register;
    for (byte b : bytes) {
      shifted ^= b & 0xff;
      for (int bit = 0; bit < 8; bit++) {
        shifted = (shifted & 1) != 0 ? shifted >>> 1 ^ 0x82F63B78 : shifted >>> 1;
      }
    }
    return shifted;
  }
}
