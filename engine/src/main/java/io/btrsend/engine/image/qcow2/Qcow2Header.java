package io.btrsend.engine.image.qcow2;

import io.btrsend.engine.ImageAccessException;
import io.btrsend.engine.UnsupportedFeatureException;
import io.btrsend.engine.image.ByteSource;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The header of a qcow2 image; all numbers are big-endian.
 *
 * <pre>
 *    0  4 magic
 *    4  4 version, 2 or 3
 *    8  8 offset of the backing file's name, 0 if there is no backing file
 *   16  4 length of that name
 *   20  4 cluster bits: a cluster has 2^this bytes
 *   24  8 virtual size, bytes
 *   32  4 encryption: 0 none, 1 AES, 2 LUKS
 *   36  4 entries of the active L1 table
 *   40  8 offset of the active L1 table
 *   60  4 number of internal snapshots
 *   64  8 offset of the snapshot table
 *         version 3 only:
 *   72  8 incompatible features
 *   80  8 compatible features
 *  100  4 length of the header
 *  104  1 compression type, if the header is longer than 104 bytes
 * </pre>
 *
 * <p>Everything that is constant for the image is checked here; tables are checked where they are
 * read. Source: Qcow2 Image File Format, "Header".
 */
final class Qcow2Header {
  private static final int MAGIC = 0x514649fb;
  private static final int VERSION = 4;
  private static final int BACKING_NAME_OFFSET = 8;
  private static final int BACKING_NAME_LENGTH = 16;
  private static final int CLUSTER_BITS = 20;
  private static final int SIZE = 24;
  private static final int ENCRYPTION = 32;
  private static final int L1_ENTRIES = 36;
  private static final int L1_OFFSET = 40;
  private static final int SNAPSHOT_COUNT = 60;
  private static final int SNAPSHOTS_OFFSET = 64;
  private static final int VERSION_2_LENGTH = 72;
  private static final int INCOMPATIBLE = 72;
  private static final int COMPATIBLE = 80;
  private static final int HEADER_LENGTH = 100;
  private static final int COMPRESSION = 104;
  private static final int VERSION_3_LENGTH = 104;

  private static final int LEAST_CLUSTER_BITS = 9;
  private static final int LEAST_EXTENDED_CLUSTER_BITS = 14;
  private static final int MAX_CLUSTER_BITS = 21;
  private static final int MAX_NAME = 1023;

  /** The header and its extensions lie in the first cluster; more of it than this is not used. */
  private static final int MAX_HEAD = 64 << 10;

  private static final String[] ENCRYPTIONS = {"none", "AES", "LUKS"};

  private final ByteSource file;
  private final ByteBuffer head;
  private final HeaderExtensions extensions;

  private Qcow2Header(ByteSource file, ByteBuffer head) {
    this.file = file;
    this.head = head;
    checkShape();
    this.extensions = HeaderExtensions.parse(file, head, length(), extensionsEnd());
  }

  /**
   * Whether the bytes at the beginning of a file are those of a qcow2 image. If they cannot be
   * read, they are not: a filesystem has nothing in the first sector of its disk.
   */
  static boolean isAt(ByteSource file) {
    if (file.size() < VERSION_2_LENGTH) {
      return false;
    }
    ByteBuffer magic = ByteBuffer.allocate(4);
    try {
      file.read(0, magic);
    } catch (ImageAccessException e) {
      return false;
    }
    return magic.getInt(0) == MAGIC;
  }

  /**
   * Reads and checks the header of a file that begins with the magic.
   *
   * @throws ImageAccessException if it contradicts the format
   * @throws UnsupportedFeatureException if the image needs what this reader does not have
   */
  static Qcow2Header read(ByteSource file) {
    ByteBuffer head = ByteBuffer.allocate((int) Math.min(file.size(), MAX_HEAD));
    file.read(0, head);
    Qcow2Header header = new Qcow2Header(file, head);
    header.checkFeatures();
    return header;
  }

  private void checkShape() {
    int version = head.getInt(VERSION);
    if (version != 2 && version != 3) {
      throw new UnsupportedFeatureException(
          file.name() + ": is qcow2 of version " + Integer.toUnsignedString(version));
    }
    require(
        head.limit() >= (version == 2 ? VERSION_2_LENGTH : VERSION_3_LENGTH),
        "ends within its header");
    int bits = head.getInt(CLUSTER_BITS);
    require(bits >= LEAST_CLUSTER_BITS && bits < Long.SIZE, bits + " cluster bits");
    if (bits > MAX_CLUSTER_BITS) {
      throw new UnsupportedFeatureException(
          file.name() + ": has clusters of more than 2 MiB (2^" + bits + " bytes)");
    }
    require(head.getLong(SIZE) >= 0, "a virtual size of 2^63 bytes or more");
    require(
        version == 2
            || (length() >= VERSION_3_LENGTH && length() % 8 == 0 && length() <= clusterSize()),
        "a header of " + Integer.toUnsignedString(length()) + " bytes");
  }

  private void checkFeatures() {
    int encryption = head.getInt(ENCRYPTION);
    if (encryption != 0) {
      String method =
          encryption > 0 && encryption < ENCRYPTIONS.length
              ? ENCRYPTIONS[encryption]
              : "method " + Integer.toUnsignedString(encryption);
      throw new UnsupportedFeatureException(
          file.name()
              + ": is an encrypted qcow2 image ("
              + method
              + "); serve it decrypted with qemu-nbd and name the nbd:// address");
    }
    long unknown = incompatible() & ~Qcow2Feature.KNOWN;
    if (unknown != 0) {
      int bit = Long.numberOfTrailingZeros(unknown);
      throw new UnsupportedFeatureException(
          file.name() + ": needs the unknown qcow2 feature " + extensions.incompatibleFeature(bit));
    }
    require(
        !has(Qcow2Feature.EXTENDED_L2) || clusterBits() >= LEAST_EXTENDED_CLUSTER_BITS,
        "extended L2 entries with clusters of " + clusterSize() + " bytes");
    int compression = compressionType();
    require(
        has(Qcow2Feature.COMPRESSION_TYPE) == (compression != 0),
        "compression type " + compression + " against its feature bit");
    if (compression > CompressedCluster.ZSTD) {
      throw new UnsupportedFeatureException(
          file.name() + ": has clusters of the unknown compression type " + compression);
    }
  }

  private void require(boolean condition, String fault) {
    if (!condition) {
      throw new ImageAccessException(file.name() + ": malformed qcow2 header: " + fault);
    }
  }

  int version() {
    return head.getInt(VERSION);
  }

  int clusterBits() {
    return head.getInt(CLUSTER_BITS);
  }

  /** Bytes. */
  int clusterSize() {
    return 1 << clusterBits();
  }

  /** The active L1 table, with the size of the disk that a guest sees. */
  L1Table activeTable() {
    return new L1Table(
        head.getLong(L1_OFFSET),
        Integer.toUnsignedLong(head.getInt(L1_ENTRIES)),
        head.getLong(SIZE),
        null);
  }

  long snapshotCount() {
    return Integer.toUnsignedLong(head.getInt(SNAPSHOT_COUNT));
  }

  long snapshotsOffset() {
    return head.getLong(SNAPSHOTS_OFFSET);
  }

  boolean has(Qcow2Feature feature) {
    return (incompatible() & feature.bit()) != 0;
  }

  private long incompatible() {
    return version() == 2 ? 0 : head.getLong(INCOMPATIBLE);
  }

  boolean hasLazyRefcounts() {
    return version() != 2 && (head.getLong(COMPATIBLE) & 1) != 0;
  }

  /** 0 for deflate, 1 for zstd. */
  int compressionType() {
    return length() > COMPRESSION && head.limit() > COMPRESSION ? head.get(COMPRESSION) & 0xff : 0;
  }

  private int length() {
    return version() == 2 ? VERSION_2_LENGTH : head.getInt(HEADER_LENGTH);
  }

  boolean hasBackingFile() {
    return head.getLong(BACKING_NAME_OFFSET) != 0;
  }

  /** The name of the backing file as it is written, of an image that has one. */
  String backingFile() {
    int length = head.getInt(BACKING_NAME_LENGTH);
    long offset = head.getLong(BACKING_NAME_OFFSET);
    require(length > 0 && length <= MAX_NAME, "a backing file's name of " + length + " bytes");
    require(
        offset > 0 && offset <= file.size() - length, "its backing file's name is not in the file");
    byte[] name = new byte[length];
    file.read(offset, ByteBuffer.wrap(name));
    return new String(name, StandardCharsets.UTF_8);
  }

  HeaderExtensions extensions() {
    return extensions;
  }

  /** The name of the backing file follows the extensions, in the first cluster. */
  private int extensionsEnd() {
    long name = head.getLong(BACKING_NAME_OFFSET);
    int end = Math.min(clusterSize(), head.limit());
    return name >= length() && name < end ? (int) name : end;
  }
}
