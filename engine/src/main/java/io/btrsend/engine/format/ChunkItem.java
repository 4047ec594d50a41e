package io.btrsend.engine.format;

import static io.btrsend.engine.format.LittleEndian.u16;
import static io.btrsend.engine.format.LittleEndian.u32;
import static io.btrsend.engine.format.LittleEndian.u64;

import java.util.UUID;

/**
 * The item of key (256, CHUNK_ITEM, logical start): where a range of logical addresses lies.
 *
 * <pre>
 *    0  8 length          40  4 sector size
 *    8  8 owner           44  2 number of stripes
 *   16  8 stripe length   46  2 sub stripes (2 for RAID10)
 *   24  8 type            48    stripes, 32 bytes each:
 *   32  4 io align               0  8 devid
 *   36  4 io width               8  8 physical offset
 *                               16 16 uuid of the device
 * </pre>
 *
 * <p>Source: on-disk format 4.1.
 */
public final class ChunkItem {
  public static final int CHUNK_LENGTH = 0;
  private static final int OWNER = CHUNK_LENGTH + 8;
  public static final int STRIPE_LENGTH = OWNER + 8;
  public static final int TYPE = STRIPE_LENGTH + 8;
  private static final int IO_ALIGN = TYPE + 8;
  private static final int IO_WIDTH = IO_ALIGN + 4;
  public static final int SECTOR_SIZE = IO_WIDTH + 4;
  public static final int STRIPE_COUNT = SECTOR_SIZE + 4;
  public static final int SUB_STRIPES = STRIPE_COUNT + 2;
  public static final int STRIPES = SUB_STRIPES + 2;

  private static final int DEVID = 0;
  private static final int PHYSICAL = DEVID + 8;
  private static final int DEVICE_UUID = PHYSICAL + 8;

  /** Bytes of one stripe record. */
  public static final int STRIPE_RECORD = DEVICE_UUID + Uuids.LENGTH;

  /** The only stripe length that btrfs uses, in bytes. */
  public static final int STRIPE_UNIT = 65536;

  public static final long DATA = 1;
  public static final long SYSTEM = 1 << 1;
  public static final long METADATA = 1 << 2;
  public static final long PROFILE_MASK = 0xff << 3;
  public static final long REMAPPED = 1 << 11;
  public static final long METADATA_REMAP = 1 << 12;

  private ChunkItem() {}

  /** Bytes of logical address space. */
  public static long length(byte[] block, int at) {
    return u64(block, at + CHUNK_LENGTH);
  }

  public static long stripeLength(byte[] block, int at) {
    return u64(block, at + STRIPE_LENGTH);
  }

  /** Block group type and profile bits. */
  public static long type(byte[] block, int at) {
    return u64(block, at + TYPE);
  }

  public static long sectorSize(byte[] block, int at) {
    return u32(block, at + SECTOR_SIZE);
  }

  public static int stripeCount(byte[] block, int at) {
    return u16(block, at + STRIPE_COUNT);
  }

  public static int subStripes(byte[] block, int at) {
    return u16(block, at + SUB_STRIPES);
  }

  /** Bytes of an item with that many stripes. */
  public static int itemLength(int stripeCount) {
    return STRIPES + stripeCount * STRIPE_RECORD;
  }

  public static long stripeDevid(byte[] block, int at, int stripe) {
    return u64(block, at + STRIPES + stripe * STRIPE_RECORD + DEVID);
  }

  public static long stripePhysical(byte[] block, int at, int stripe) {
    return u64(block, at + STRIPES + stripe * STRIPE_RECORD + PHYSICAL);
  }

  public static UUID stripeDeviceUuid(byte[] block, int at, int stripe) {
    return Uuids.read(block, at + STRIPES + stripe * STRIPE_RECORD + DEVICE_UUID);
  }
}
