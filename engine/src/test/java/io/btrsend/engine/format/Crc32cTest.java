package io.btrsend.engine.format;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class Crc32cTest {
  private static final byte[] DIGITS = "123456789".getBytes(US_ASCII);

  @Test
  void digitsFromZeroGiveTheCheckValueOfSendStreams() {
    assertEquals(0x58E3FA20, Crc32c.update(0, DIGITS));
  }

  @Test
  void digitsFromAllOnesInvertedGiveTheUsualCheckValue() {
    assertEquals(0xE3069283, ~Crc32c.update(-1, DIGITS));
  }

  @Test
  void aCommandWithItsChecksumFieldZeroedGivesTheStoredChecksum() {
    byte[] mkfile =
        HexFormat.of().parseHex("110000000300000000000f00010066030008002c01000000000000");
    assertEquals(0x832f12c6, Crc32c.update(0, mkfile));
  }

  @Test
  void aNameFromTheHashSeedGivesTheHashOfItsDirectoryEntry() {
    assertEquals(0x415feb59, Crc32c.update(0xFFFFFFFE, "hello.txt".getBytes(US_ASCII)));
  }

  @Test
  void noBytesLeaveTheRegisterAsItIs() {
    assertEquals(0x12345678, Crc32c.update(0x12345678, new byte[0]));
  }

  @Test
  void aDirectBufferIsReadAtAnIndexAndKeepsItsPosition() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(20).put(5, DIGITS).position(19);
    assertEquals(0x58E3FA20, Crc32c.update(0, buffer, 5, DIGITS.length));
    assertEquals(19, buffer.position());
  }

  @Test
  void zeroBytesFromZeroGiveZero() {
    assertEquals(0, Crc32c.update(0, new byte[4096]));
  }

  @Test
  void theUsualChecksumOfAZeroSectorIsTheOneOnDisk() {
    assertEquals(0x98f94189, Crc32c.standardCrcOfZeros(4096));
  }

  @Test
  void xorWithTheUsualChecksumOfZerosTurnsAUsualChecksumIntoARegisterFromZero() {
    assertEquals(0x58E3FA20, 0xE3069283 ^ Crc32c.standardCrcOfZeros(DIGITS.length));
  }
}
