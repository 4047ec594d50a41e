package io.btrsend.engine.format;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ChecksumTypeTest {
  @ParameterizedTest
  @CsvSource({
    "CRC32C, 0, 00000000",
    "CRC32C, 9, 839206e3",
    "CRC32C, 4096, 8941f998",
    "XXHASH64, 0, 99e9d85137db46ef",
    "XXHASH64, 9, 83aee640db41b88c",
    "XXHASH64, 4096, dbbbd8326f9b86ac",
    "SHA256, 9, 15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225",
    "SHA256, 4096, ad7facb2586fc6e966c004d7d1d16b024f5805ff7cb47c7a85dabd8b48892ca7",
    "BLAKE2B, 0, 0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8",
    "BLAKE2B, 9, 16e0bf1f85594a11e75030981c0b670370b3ad83a43f49ae58a2fd6f6513cde9",
    "BLAKE2B, 4096, 686ede9288c391e7e05026e56f2f91bfd879987a040ea98445dabc76f55b8e5f"
  })
  void storesTheBytesThatBtrfsStores(ChecksumType type, int length, String expected) {
    byte[] data = length == 9 ? "123456789".getBytes(US_ASCII) : new byte[length];
    byte[] out = new byte[2 + type.length()];
    type.digest(data, 0, length, out, 2);
    assertEquals("0000" + expected, HexFormat.of().formatHex(out));
  }

  @Test
  void blake2bAgreesWithALibraryAtEveryLength() {
    byte[] data = new byte[700];
    new Random(1).nextBytes(data);
    ChecksumDigest digest = ChecksumType.BLAKE2B.newDigest();
    for (int length = 0; length <= data.length; length++) {
      org.bouncycastle.crypto.digests.Blake2bDigest library =
          new org.bouncycastle.crypto.digests.Blake2bDigest(256);
      library.update(data, 0, length);
      byte[] expected = new byte[32];
      library.doFinal(expected, 0);
      assertTrue(digest.matches(ByteBuffer.wrap(data, 0, length), expected, 0), length + " bytes");
    }
  }

  @ParameterizedTest
  @EnumSource
  void digestsDirectBuffersLikeArrays(ChecksumType type) {
    byte[] data = new byte[10_007];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) (i * 31 + (i >>> 8));
    }
    byte[] stored = new byte[type.length()];
    type.digest(data, 3, 10_001, stored, 0);
    ByteBuffer direct = ByteBuffer.allocateDirect(data.length).put(data);
    ChecksumDigest digest = type.newDigest();
    for (int round = 0; round < 2; round++) {
      assertTrue(digest.matches(direct.limit(10_004).position(3), stored, 0));
      assertEquals(10_004, direct.position());
    }
    stored[type.length() - 1] ^= 1;
    assertFalse(digest.matches(direct.limit(10_004).position(3), stored, 0));
  }
}
