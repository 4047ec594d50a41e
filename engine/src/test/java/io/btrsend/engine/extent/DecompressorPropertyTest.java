package io.btrsend.engine.extent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import io.btrsend.engine.format.FileExtentItem;
import io.btrsend.engine.format.LittleEndian;
import io.btrsend.engine.format.MalformedDataException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Deflater;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

final class DecompressorPropertyTest {
  /** Bytes that compress, of a length and a kind given by the seed. */
  private static byte[] text(long seed) {
    Random random = new Random(seed);
    byte[] text = new byte[random.nextInt(1 + random.nextInt(128 << 10))];
    int alphabet = 1 + random.nextInt(256);
    int repeat = 1 + random.nextInt(100);
    for (int i = 0; i < text.length; i++) {
      boolean copy = i >= repeat && random.nextInt(4) != 0;
      text[i] = copy ? text[i - repeat] : (byte) random.nextInt(alphabet);
    }
    return text;
  }

  private static byte[] deflate(byte[] text, int level) {
    Deflater deflater = new Deflater(level);
    deflater.setInput(text);
    deflater.finish();
    byte[] stream = new byte[text.length + text.length / 8 + 100];
    int length = deflater.deflate(stream);
    deflater.end();
    return Arrays.copyOf(stream, length);
  }

  private static byte[] decode(int compression, byte[] stored, int limit)
      throws MalformedDataException {
    ByteBuffer decoded = ByteBuffer.allocateDirect(limit);
    try (Decompressor decompressor = Decompressor.of(compression, 4096)) {
      ByteBuffer direct = ByteBuffer.allocateDirect(stored.length).put(0, stored);
      int length = decompressor.decode(direct, stored.length, decoded, 0, limit);
      byte[] bytes = new byte[length];
      decoded.clear().get(0, bytes);
      return bytes;
    }
  }

  @Property(tries = 50)
  void zlibGivesBackWhatWasDeflated(@ForAll long seed, @ForAll @IntRange(max = 9) int level)
      throws Exception {
    byte[] text = text(seed);
    assertArrayEquals(text, decode(FileExtentItem.ZLIB, deflate(text, level), text.length + 1));
  }

  @Property(tries = 50)
  void zstdGivesBackWhatWasCompressed(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 15) int level) throws Exception {
    byte[] text = text(seed);
    byte[] padded = Arrays.copyOf(Zstd.compress(text, level), 140 << 10);
    assertArrayEquals(text, decode(FileExtentItem.ZSTD, padded, text.length));
  }

  @Property
  void lzoInstructionsAppendWhatTheyDescribe(@ForAll long seed) throws Exception {
    Lzo1xStream stream = Lzo1xStream.random(new Random(seed), 65536);
    byte[] out = new byte[65536];
    int length = Lzo1x.decode(stream.bytes(), stream.bytes().length, out, 0);
    assertArrayEquals(stream.decoded(), Arrays.copyOf(out, length));
  }

  @Property(tries = 2000)
  void changedStreamsDecodeToSomethingWithinTheLimitOrAreMalformed(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 3) int compression) {
    Random random = new Random(seed);
    byte[] stored = stream(compression, random);
    for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
      stored[random.nextInt(stored.length)] = (byte) random.nextInt();
    }
    byte[] cut = Arrays.copyOf(stored, stored.length - random.nextInt(2) * random.nextInt(8));
    try {
      assertTrue(decode(compression, cut, 3000).length <= 3000);
    } catch (MalformedDataException e) {
      assertTrue(e.getMessage().contains(" at byte "), e.getMessage());
    }
  }

  private static byte[] stream(int compression, Random random) {
    byte[] text = Arrays.copyOf(text(random.nextLong()), 3000);
    return switch (compression) {
      case FileExtentItem.ZLIB -> deflate(text, 6);
      case FileExtentItem.ZSTD -> Zstd.compress(text);
      default -> framed(Lzo1xStream.random(random, 3000).bytes());
    };
  }

  private static byte[] framed(byte[] segment) {
    ByteBuffer framed = ByteBuffer.allocate(8 + segment.length);
    framed.order(ByteOrder.LITTLE_ENDIAN);
    return framed.putInt(8 + segment.length).putInt(segment.length).put(segment).array();
  }

  @Property(tries = 100)
  void anyFramingOfLzoSegmentsGivesTheSegmentsInOrder(@ForAll long seed) throws Exception {
    Random random = new Random(seed);
    ByteArrayOutputStream framed = new ByteArrayOutputStream();
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    framed.write(new byte[4]);
    int segments = 1 + random.nextInt(16);
    for (int i = 0; i < segments; i++) {
      Lzo1xStream stream = Lzo1xStream.random(random, 4096);
      int left = 4096 - framed.size() % 4096;
      framed.write(new byte[left < 4 ? left : 0]);
      framed.write(new byte[] {(byte) stream.bytes().length, (byte) (stream.bytes().length >> 8)});
      framed.write(new byte[2]);
      framed.writeBytes(stream.bytes());
      expected.writeBytes(stream.decoded());
    }
    byte[] stored = framed.toByteArray();
    LittleEndian.putU32(stored, 0, stored.length);
    int padded = (stored.length + 4095) / 4096 * 4096;
    byte[] decoded = decode(FileExtentItem.LZO, Arrays.copyOf(stored, padded), 128 << 10);
    assertEquals(expected.size(), decoded.length);
    assertArrayEquals(expected.toByteArray(), decoded);
  }
}
