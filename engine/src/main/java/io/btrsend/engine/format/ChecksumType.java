package io.btrsend.engine.format;

import java.nio.ByteBuffer;

/**
 * The four checksum algorithms. A filesystem uses one of them for superblocks, tree blocks and data
 * sectors. Source: on-disk format 2.3.
 */
public enum ChecksumType {
  CRC32C("crc32c", 4),
  XXHASH64("xxhash64", 8),
  SHA256("sha256", 32),
  BLAKE2B("blake2b", 32);

  /** Bytes of the field that holds a checksum in superblocks and tree blocks, whatever the type. */
  public static final int FIELD_LENGTH = 32;

  private final String label;
  private final int length;

  ChecksumType(String label, int length) {
    this.label = label;
    this.length = length;
  }

  /** The type of this number in the superblock, or null if there is none. */
  public static ChecksumType ofNumber(int number) {
    return number >= 0 && number < values().length ? values()[number] : null;
  }

  /** The name that users know. */
  public String label() {
    return label;
  }

  /** Bytes of a stored checksum. */
  public int length() {
    return length;
  }

  /** A new computation of this type, for one thread. */
  public ChecksumDigest newDigest() {
    return switch (this) {
      case CRC32C -> new Crc32cDigest();
      case XXHASH64 -> new XxHash64Digest();
      case SHA256 -> new Sha256Digest();
      case BLAKE2B -> new Blake2bDigest();
    };
  }

  /** Stores the checksum of the {@code length} bytes at {@code from}, {@link #length()} bytes. */
  public void digest(byte[] data, int from, int length, byte[] out, int at) {
    newDigest().digest(ByteBuffer.wrap(data, from, length), out, at);
  }

  /** Whether the {@code length} bytes at {@code from} have the checksum stored at {@code at}. */
  public boolean matches(byte[] data, int from, int length, byte[] stored, int at) {
    return newDigest().matches(ByteBuffer.wrap(data, from, length), stored, at);
  }
}
