package io.btrsend.engine.image.qcow2;

import io.btrsend.engine.ImageAccessException;
import io.btrsend.engine.image.ByteSource;
import java.nio.ByteBuffer;

/**
 * Where a compressed cluster is stored, from its L2 entry.
 *
 * <pre>
 *   0..x-1  offset in the file, of any alignment; x = 62 - (cluster bits - 8)
 *   x..61   sectors of 512 bytes that it reaches into, beyond the first
 * </pre>
 *
 * <p>The stored form ends somewhere in its last sector, which the end of the file may cut off.
 * Source: Qcow2 Image File Format, "Cluster mapping".
 *
 * @param file the file that it is in
 * @param entry the L2 entry
 * @param clusterSize bytes of its content
 * @param compression type of compression
 */
record CompressedCluster(ByteSource file, long entry, int clusterSize, int compression) {
  static final int DEFLATE = 0;
  static final int ZSTD = 1;

  private static final int SECTOR = 512;
  private static final int DESCRIPTOR_BITS = 62;

  private int offsetBits() {
    int clusterBits = Integer.numberOfTrailingZeros(clusterSize);
    return DESCRIPTOR_BITS - (clusterBits - Byte.SIZE);
  }

  /** Where it is stored in the file, bytes. */
  long offset() {
    return entry & (1L << offsetBits()) - 1;
  }

  /** The most bytes it may take there, twice those of a cluster. */
  private int reservedLength() {
    long sectors = 1 + (entry << 2 >>> 2 >>> offsetBits());
    return (int) (sectors * SECTOR - (offset() & SECTOR - 1));
  }

  /** Reads its stored form and what follows it in its last sector; fills a buffer of its own. */
  ByteBuffer readStored(Decoder decoder) {
    long offset = offset();
    if (offset >= file.size()) {
      throw malformed("lies beyond the end of the file");
    }
    int length = (int) Math.min(reservedLength(), file.size() - offset);
    ByteBuffer stored = decoder.stored(length);
    file.read(offset, stored);
    return stored.flip();
  }

  ImageAccessException malformed(String fault) {
    return new ImageAccessException(
        file.name() + ": compressed qcow2 cluster at byte " + offset() + ": " + fault);
  }

  boolean isSame(CompressedCluster other) {
    return other != null && entry == other.entry && file == other.file;
  }
}
