package io.btrsend.engine.extent;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import io.btrsend.engine.format.FileExtentItem;
import io.btrsend.engine.format.LittleEndian;
import io.btrsend.engine.format.MalformedDataException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The vectors are those of on-disk format 12.6 and 12.7, made by the kernel. */
final class DecompressorTest {
  private static final byte[] SIXTY_LINES = "0123456789abcdef\n".repeat(60).getBytes(US_ASCII);
  private static final byte[] ZLIB =
      hex(
          "785e3230343236313533b7b04c4c4a4e494de3321815180d8fd1e430127203000000ffff"
              + "030043c80960");
  private static final byte[] LZO =
      hex(
          "340000002c0000000e303132333435363738396162636465660a20000000be40000c3233"
              + "3435363738396162636465660a110000");
  private static final byte[] ZSTD =
      hex("28b52ffd60fc02c5000088303132333435363738396162636465660a0100d1533597");
  private static final byte[] ZSTD_SECTOR =
      hex(
          "28b52ffd609e2bf50800a616301d60899a3103d51fabd542157b1b4c21e52148"
              + "312d2d6d92386054a0404541002d001700e8ec9dc6964ae8ecddd852099d3d1b"
              + "5b2aa1b30d0c916501a290a03c1012c78141a380b12050240610070173664914"
              + "80339144611c4ba21c4c03c1803c4c621110aaaaaaaaaa8d2d95d0d96b8d2d95"
              + "d0d9638d2d95d0d95b8d2d95d0d9538d2d95d0d94b8d2d95d0d9438d2d9502ff"
              + "ffbfaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa6affffffffffffffffffff"
              + "ffffffffffffffffffffffff07812da811e05bff37f16bec061248101841e0ff"
              + "1104a6f007000040020000180000800200010400204000000402040020800000"
              + "011080b6dd0000a8027054001c15008e0a80a302c451017054009c2a008e0a40"
              + "0b724ed36a805b05");

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  private static byte[] stored(int compression) {
    return switch (compression) {
      case FileExtentItem.ZLIB -> ZLIB;
      case FileExtentItem.LZO -> LZO;
      default -> ZSTD;
    };
  }

  /** What the stored bytes decode to if they may give at most {@code limit} bytes. */
  private static byte[] decode(int compression, byte[] stored, int limit)
      throws MalformedDataException {
    ByteBuffer decoded = ByteBuffer.allocateDirect(limit + 2);
    decoded.put(0, (byte) 77).put(limit + 1, (byte) 78);
    try (Decompressor decompressor = Decompressor.of(compression, 4096)) {
      ByteBuffer direct = ByteBuffer.allocateDirect(stored.length).put(0, stored);
      int length = decompressor.decode(direct, stored.length, decoded, 1, limit);
      byte[] bytes = new byte[length];
      decoded.clear().get(1, bytes);
      assertEquals(77, decoded.get(0), "the byte before the destination");
      assertEquals(78, decoded.get(limit + 1), "the byte after the destination");
      return bytes;
    }
  }

  private static void assertMalformed(String message, int compression, byte[] stored, int limit) {
    MalformedDataException e =
        assertThrows(MalformedDataException.class, () -> decode(compression, stored, limit));
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(ints = {FileExtentItem.ZLIB, FileExtentItem.LZO, FileExtentItem.ZSTD})
  void anInlineExtentDecodesToItsLines(int compression) throws Exception {
    assertArrayEquals(SIXTY_LINES, decode(compression, stored(compression), SIXTY_LINES.length));
  }

  @ParameterizedTest
  @ValueSource(ints = {FileExtentItem.ZLIB, FileExtentItem.LZO, FileExtentItem.ZSTD})
  void aStreamMayEndBeforeTheLimit(int compression) throws Exception {
    assertArrayEquals(SIXTY_LINES, decode(compression, stored(compression), 4096));
  }

  @ParameterizedTest
  @ValueSource(ints = {FileExtentItem.ZLIB, FileExtentItem.ZSTD})
  void paddingAfterTheStreamIsIgnoredWhateverItIs(int compression) throws Exception {
    byte[] padded = Arrays.copyOf(stored(compression), 4096);
    Arrays.fill(padded, stored(compression).length, 4096, (byte) 0xa5);
    assertArrayEquals(SIXTY_LINES, decode(compression, padded, 4096));
  }

  @Test
  void paddingAfterLzoDataIsIgnoredWhateverItIs() throws Exception {
    byte[] padded = Arrays.copyOf(LZO, 4096);
    Arrays.fill(padded, LZO.length, 4096, (byte) 0xa5);
    assertArrayEquals(SIXTY_LINES, decode(FileExtentItem.LZO, padded, 4096));
  }

  @ParameterizedTest
  @ValueSource(ints = {FileExtentItem.ZLIB, FileExtentItem.LZO, FileExtentItem.ZSTD})
  void aStreamThatIsCutOffIsMalformed(int compression) {
    byte[] cut = Arrays.copyOf(stored(compression), stored(compression).length - 8);
    assertMalformed("at byte", compression, cut, 4096);
  }

  @ParameterizedTest
  @ValueSource(ints = {FileExtentItem.ZLIB, FileExtentItem.LZO, FileExtentItem.ZSTD})
  void zerosAreNoStream(int compression) {
    assertMalformed("at byte", compression, new byte[4096], 4096);
  }

  @Test
  void aZstdSectorDecodesToTheTailOfAFile() throws Exception {
    byte[] decoded = decode(FileExtentItem.ZSTD, Arrays.copyOf(ZSTD_SECTOR, 4096), 12288);
    StringBuilder expected = new StringBuilder("The quick brown fox 0\n");
    for (int i = 0; i < 300; i++) {
      expected.append(String.format("row %06d abcdefghijklmnopqrstuvwxyz\n", i));
    }
    assertEquals(expected.toString(), new String(decoded, US_ASCII));
  }

  @Test
  void aZstdFrameOfMoreThanTheLimitIsMalformed() {
    assertMalformed("zstd", FileExtentItem.ZSTD, ZSTD, SIXTY_LINES.length - 1);
  }

  @Test
  void aZstdWindowAboveTheLargestExtentIsMalformed() {
    try (ZstdCompressCtx context = new ZstdCompressCtx()) {
      context.setContentSize(false);
      context.setLevel(19);
      ByteBuffer source = ByteBuffer.allocateDirect(64);
      ByteBuffer frame = ByteBuffer.allocateDirect(512);
      // A frame made without knowing the size of its content declares the window of its level.
      context.compressDirectByteBufferStream(frame, source, EndDirective.FLUSH);
      byte[] bytes = new byte[frame.flip().remaining()];
      frame.get(bytes);
      byte[] ended = Arrays.copyOf(bytes, bytes.length + 3);
      ended[bytes.length] = 1;
      assertMalformed("window of 8388608 bytes at byte 5", FileExtentItem.ZSTD, ended, 4096);
    }
  }

  @Test
  void aZstdFrameOfTheLargestExtentIsAccepted() throws Exception {
    byte[] zeros = new byte[128 << 10];
    assertArrayEquals(zeros, decode(FileExtentItem.ZSTD, Zstd.compress(zeros), zeros.length));
  }

  @Test
  void zlibDataBeyondTheLimitIsCutOff() throws Exception {
    byte[] decoded = decode(FileExtentItem.ZLIB, ZLIB, 100);
    assertArrayEquals(Arrays.copyOf(SIXTY_LINES, 100), decoded);
  }

  @Test
  void aZlibStreamThatNeedsADictionaryIsMalformed() {
    Deflater deflater = new Deflater();
    deflater.setDictionary(SIXTY_LINES);
    deflater.setInput(SIXTY_LINES);
    deflater.finish();
    byte[] stream = new byte[200];
    deflater.deflate(stream);
    deflater.end();
    assertMalformed("zlib dictionary", FileExtentItem.ZLIB, stream, 4096);
  }

  @Test
  void lzoLengthsSkipTheLastThreeBytesOfASector() throws Exception {
    for (int left = 0; left < 8; left++) {
      byte[] first = literalSegment(4096 - left - 8, 'a');
      byte[] second = literalSegment(500, 'b');
      ByteArrayOutputStream framed = new ByteArrayOutputStream();
      int skipped = left < 4 ? left : 0;
      int total = 4 + 4 + first.length + skipped + 4 + second.length;
      framed.writeBytes(u32(total));
      framed.writeBytes(u32(first.length));
      framed.writeBytes(first);
      framed.write(new byte[skipped]);
      framed.writeBytes(u32(second.length));
      framed.writeBytes(second);
      byte[] decoded = decode(FileExtentItem.LZO, Arrays.copyOf(framed.toByteArray(), 8192), 12288);
      String expected =
          "a".repeat(literalsIn(first.length)) + "b".repeat(literalsIn(second.length));
      assertEquals(expected, new String(decoded, US_ASCII), left + " bytes left");
    }
  }

  /** An LZO stream of exactly so many bytes that holds only literals. */
  private static byte[] literalSegment(int length, char literal) {
    int literals = literalsIn(length);
    ByteArrayOutputStream segment = new ByteArrayOutputStream();
    segment.write(0);
    int rest = literals - 18;
    while (rest > 255) {
      segment.write(0);
      rest -= 255;
    }
    segment.write(rest);
    segment.writeBytes(String.valueOf(literal).repeat(literals).getBytes(US_ASCII));
    segment.writeBytes(new byte[] {0x11, 0, 0});
    assertEquals(length, segment.size());
    return segment.toByteArray();
  }

  private static int literalsIn(int length) {
    for (int literals = length; literals > 18; literals--) {
      if (2 + (literals - 18 - 1) / 255 + literals + 3 == length) {
        return literals;
      }
    }
    throw new IllegalArgumentException("no literal run makes " + length + " bytes");
  }

  private static byte[] u32(int value) {
    byte[] bytes = new byte[4];
    LittleEndian.putU32(bytes, 0, value);
    return bytes;
  }

  @Test
  void anLzoTotalThatLeavesMoreThanASectorOfPaddingIsMalformed() {
    assertMalformed("LZO total of 52 bytes", FileExtentItem.LZO, Arrays.copyOf(LZO, 8192), 8192);
  }

  @Test
  void anLzoSegmentBeyondTheTotalIsMalformed() {
    byte[] broken = LZO.clone();
    broken[4]++;
    assertMalformed("LZO segment of 45 bytes at byte 8", FileExtentItem.LZO, broken, 4096);
  }

  @Test
  void anLzoCopyFromBeforeTheSegmentIsMalformed() {
    byte[] broken = hex("0f00000007000000" + "12" + "61" + "40ff" + "110000");
    assertMalformed("before the segment at byte 12", FileExtentItem.LZO, broken, 4096);
  }

  @Test
  void anLzoSegmentOfMoreThanASectorIsMalformed() {
    // One literal, then a copy of 33 + 255 * 16 + 255 bytes from one byte back.
    byte[] broken =
        hex("2100000019000000" + "1261" + "20" + "00".repeat(16) + "ff" + "0000" + "110000");
    assertMalformed("more than a sector", FileExtentItem.LZO, broken, 8192);
  }

  @Test
  void bytesAfterTheEndOfAnLzoSegmentAreMalformed() {
    byte[] broken = hex("0e00000006000000" + "1261" + "110000" + "00");
    assertMalformed("after the end", FileExtentItem.LZO, broken, 4096);
  }

  @ParameterizedTest
  @ValueSource(ints = {FileExtentItem.ZLIB, FileExtentItem.LZO, FileExtentItem.ZSTD})
  void encodedZerosDecodeToZerosWhateverLengthTheyFill(int compression) throws Exception {
    for (int sectors = 2; sectors <= 32; sectors++) {
      for (int stored = 1; stored < sectors; stored++) {
        byte[] encoded = EncodedZeros.of(compression, sectors * 4096, stored * 4096, 4096);
        assertEquals(stored * 4096, encoded.length);
        assertArrayEquals(new byte[sectors * 4096], decode(compression, encoded, sectors * 4096));
      }
    }
  }
}
