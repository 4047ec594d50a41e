package io.btrsend.engine.extent;

import com.github.luben.zstd.Zstd;
import io.btrsend.engine.format.FileExtentItem;
import io.btrsend.engine.format.LittleEndian;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.Deflater;

/**
 * Makes compressed extents of zeros. They replace unreadable compressed extents in a stream that
 * has already announced the stored length. zlib and zstd data is padded to that length; LZO records
 * the length in use, which must leave less than a sector of padding.
 */
final class EncodedZeros {
  private EncodedZeros() {}

  /**
   * The stored form of zeros.
   *
   * @param length decoded length in bytes, whole sectors
   * @param storedLength stored length in bytes, whole sectors
   */
  static byte[] of(int compression, int length, int storedLength, int sectorSize) {
    byte[] encoded =
        switch (compression) {
          case FileExtentItem.ZLIB -> zlib(length);
          case FileExtentItem.LZO -> lzo(length, storedLength, sectorSize);
          case FileExtentItem.ZSTD -> Zstd.compress(new byte[length]);
          default -> throw new IllegalArgumentException("compression " + compression);
        };
    return Arrays.copyOf(encoded, storedLength);
  }

  private static byte[] zlib(int length) {
    Deflater deflater = new Deflater();
    try {
      deflater.setInput(new byte[length]);
      deflater.finish();
      ByteArrayOutputStream stream = new ByteArrayOutputStream();
      byte[] piece = new byte[512];
      while (!deflater.finished()) {
        stream.write(piece, 0, deflater.deflate(piece));
      }
      return stream.toByteArray();
    } finally {
      deflater.end();
    }
  }

  /**
   * One segment for each sector. A segment of literals is slightly longer than a sector, a segment
   * of copies much shorter. So segments of literals fill all sectors of the stored length but the
   * last.
   */
  private static byte[] lzo(int length, int storedLength, int sectorSize) {
    int withLiterals = storedLength / sectorSize - 1;
    ByteArrayOutputStream framed = new ByteArrayOutputStream();
    byte[] number = new byte[Integer.BYTES];
    framed.writeBytes(number);
    for (int i = 0; i < length / sectorSize; i++) {
      byte[] segment = i < withLiterals ? literals(sectorSize) : copies(sectorSize);
      int left = sectorSize - framed.size() % sectorSize;
      if (left < Integer.BYTES) {
        framed.writeBytes(new byte[left]);
      }
      LittleEndian.putU32(number, 0, segment.length);
      framed.writeBytes(number);
      framed.writeBytes(segment);
    }
    byte[] bytes = framed.toByteArray();
    LittleEndian.putU32(bytes, 0, bytes.length);
    return bytes;
  }

  /** A segment of literals only (see {@link Lzo1x}). */
  private static byte[] literals(int length) {
    ByteArrayOutputStream segment = new ByteArrayOutputStream();
    segment.write(0);
    extension(length - 3 - 15, segment);
    segment.writeBytes(new byte[length]);
    segment.writeBytes(new byte[] {0x11, 0, 0});
    return segment.toByteArray();
  }

  /** A segment of one literal and copies of it. */
  private static byte[] copies(int length) {
    ByteArrayOutputStream segment = new ByteArrayOutputStream();
    segment.write(17 + 1);
    segment.write(0);
    segment.write(32);
    extension(length - 1 - 2 - 31, segment);
    segment.writeBytes(new byte[] {0, 0, 0x11, 0, 0});
    return segment.toByteArray();
  }

  private static void extension(int length, ByteArrayOutputStream segment) {
    int rest = length;
    for (; rest > 255; rest -= 255) {
      segment.write(0);
    }
    segment.write(rest);
  }
}
