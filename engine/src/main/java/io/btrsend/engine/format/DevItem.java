package io.btrsend.engine.format;

import static io.btrsend.engine.format.LittleEndian.u64;

import java.util.UUID;

/**
 * The item of key (1, DEV_ITEM, devid), also part of each superblock: one device of a filesystem.
 *
 * <pre>
 *    0  8 devid           52  8 start offset (unused)
 *    8  8 total bytes     60  4 dev group
 *   16  8 bytes used      64  1 seek speed
 *   24  4 io align        65  1 bandwidth
 *   28  4 io width        66 16 uuid of the device
 *   32  4 sector size     82 16 fsid of the owning filesystem
 *   36  8 type            98
 *   44  8 generation (of seed devices)
 * </pre>
 *
 * <p>Source: on-disk format 2.8.
 */
public record DevItem(
    long devid, long totalBytes, long bytesUsed, long generation, UUID uuid, UUID fsid) {
  public static final int DEVID = 0;
  public static final int TOTAL_BYTES = DEVID + 8;
  public static final int BYTES_USED = TOTAL_BYTES + 8;
  private static final int IO_ALIGN = BYTES_USED + 8;
  private static final int TYPE = IO_ALIGN + 12;
  public static final int GENERATION = TYPE + 8;
  private static final int START_OFFSET = GENERATION + 8;
  public static final int UUID = START_OFFSET + 14;
  public static final int FSID = UUID + Uuids.LENGTH;
  public static final int LENGTH = FSID + Uuids.LENGTH;

  /** Decodes the {@value #LENGTH} bytes at {@code at}. */
  public static DevItem read(byte[] bytes, int at) {
    return new DevItem(
        u64(bytes, at + DEVID),
        u64(bytes, at + TOTAL_BYTES),
        u64(bytes, at + BYTES_USED),
        u64(bytes, at + GENERATION),
        Uuids.read(bytes, at + UUID),
        Uuids.read(bytes, at + FSID));
  }
}
