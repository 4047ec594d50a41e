package io.btrsend.engine.format;

import static io.btrsend.engine.format.LittleEndian.u64;

/**
 * The item of key (logical, RAID_STRIPE, length): one stride for each copy of a piece of data.
 *
 * <pre>
 *    0  8 devid
 *    8  8 physical offset
 *   16
 * </pre>
 *
 * <p>Source: on-disk format 4.8.
 */
public final class RaidStripeItem {
  private static final int DEVID = 0;
  private static final int PHYSICAL = DEVID + 8;

  /** Bytes of one stride. */
  public static final int STRIDE = PHYSICAL + 8;

  private RaidStripeItem() {}

  public static boolean validLength(int itemSize) {
    return itemSize > 0 && itemSize % STRIDE == 0;
  }

  public static long devid(byte[] block, int at, int stride) {
    return u64(block, at + stride * STRIDE + DEVID);
  }

  public static long physical(byte[] block, int at, int stride) {
    return u64(block, at + stride * STRIDE + PHYSICAL);
  }
}
