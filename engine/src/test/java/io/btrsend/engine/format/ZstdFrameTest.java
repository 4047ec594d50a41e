package io.btrsend.engine.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.github.luben.zstd.ZstdCompressCtx;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ZstdFrameTest {

  /**
   * Noise gives blocks that are stored as they are, zeros such of one byte, text compressed ones.
   */
  private static byte[] content(String kind, int size) {
    byte[] bytes = new byte[size];
    switch (kind) {
      case "noise" -> new Random(1).nextBytes(bytes);
      case "text" -> {
        for (int i = 0; i < size; i++) {
          bytes[i] = (byte) ('a' + i * i % 23);
        }
      }
      default -> Arrays.fill(bytes, (byte) 0);
    }
    return bytes;
  }

  @ParameterizedTest
  @CsvSource({
    "zeros, 0, true, false",
    "text, 1, true, true",
    "text, 300, true, false",
    "text, 100000, true, true",
    "text, 400000, true, true",
    "text, 400000, false, true",
    "noise, 70000, true, false",
    "noise, 400000, false, false",
    "zeros, 400000, true, true",
    "zeros, 131072, false, true",
  })
  void aFrameEndsWhereItsLastBlockOrChecksumDoes(
      String kind, int size, boolean sized, boolean checksum) throws Exception {
    byte[] frame;
    try (ZstdCompressCtx context = new ZstdCompressCtx()) {
      frame = context.setContentSize(sized).setChecksum(checksum).compress(content(kind, size));
    }
    byte[] padded = Arrays.copyOf(frame, frame.length + 4096);
    Arrays.fill(padded, frame.length, padded.length, (byte) 0xa5);
    ZstdFrame parsed = ZstdFrame.parse(ByteBuffer.wrap(padded), padded.length);
    assertEquals(frame.length, parsed.length());
    if (sized) {
      assertEquals(size, parsed.window(), "one segment of all the content");
    }
    for (int cut = 0; cut < Math.min(frame.length, 300); cut++) {
      int limit = frame.length - 1 - cut;
      assertThrows(
          MalformedDataException.class, () -> ZstdFrame.parse(ByteBuffer.wrap(frame), limit));
    }
  }
}
