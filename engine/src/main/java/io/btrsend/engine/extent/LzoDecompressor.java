package io.btrsend.engine.extent;

import io.btrsend.engine.format.MalformedDataException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * LZO in the framing of btrfs: the total length, then segments that each decode to one sector, each
 * preceded by its length.
 *
 * <pre>
 *   0     4      8                                     sector boundary
 *   +-----+------+---------+------+---------+-   -+----+------+---------+-
 *   |total|length| segment |length| segment | ... |0..3|length| segment |  ...
 *   +-----+------+---------+------+---------+-   -+----+------+---------+-
 * </pre>
 *
 * <p>A length field never crosses a sector boundary; up to three bytes before a boundary are
 * skipped. Segments may cross boundaries. Source: on-disk format 8.3.
 */
final class LzoDecompressor implements Decompressor {
  private static final int LENGTH_BYTES = 4;

  private final int sectorSize;
  private final int longestSegment;
  private final byte[] segment;
  private final byte[] sector;

  LzoDecompressor(int sectorSize) {
    this.sectorSize = sectorSize;
    this.longestSegment = sectorSize + sectorSize / 16 + 69;
    this.segment = new byte[longestSegment];
    this.sector = new byte[sectorSize];
  }

  @Override
  public int decode(ByteBuffer stored, int length, ByteBuffer decoded, int at, int limit)
      throws MalformedDataException {
    stored.clear().order(ByteOrder.LITTLE_ENDIAN);
    int total = total(stored, length);
    int position = LENGTH_BYTES;
    int produced = 0;
    while (position < total && produced < limit) {
      if (position + LENGTH_BYTES > total) {
        throw new MalformedDataException("LZO segment without length", position);
      }
      int segmentLength = stored.getInt(position);
      position += LENGTH_BYTES;
      if (segmentLength <= 0 || segmentLength > Math.min(longestSegment, total - position)) {
        throw new MalformedDataException("LZO segment of " + segmentLength + " bytes", position);
      }
      stored.get(position, segment, 0, segmentLength);
      int decodedLength = Lzo1x.decode(segment, segmentLength, sector, position);
      int used = Math.min(decodedLength, limit - produced);
      decoded.clear().put(at + produced, sector, 0, used);
      produced += used;
      position = nextLength(position + segmentLength);
    }
    return produced;
  }

  /** The length in use, which must leave less than a sector of padding. */
  private int total(ByteBuffer stored, int length) throws MalformedDataException {
    int total = length < LENGTH_BYTES ? 0 : stored.getInt(0);
    if (total <= LENGTH_BYTES || total > length || sectors(total) != sectors(length)) {
      throw new MalformedDataException(
          "LZO total of " + Integer.toUnsignedString(total) + " bytes in " + length, 0);
    }
    return total;
  }

  private int sectors(int bytes) {
    return (bytes + sectorSize - 1) / sectorSize;
  }

  /** The position of the next length field if a segment ends at {@code position}. */
  private int nextLength(int position) {
    int left = sectorSize - position % sectorSize;
    return left < LENGTH_BYTES ? position + left : position;
  }

  @Override
  public void close() {
    // Nothing to free: all memory is in arrays.
  }
}
