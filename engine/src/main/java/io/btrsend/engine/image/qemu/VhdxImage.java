package io.btrsend.engine.image.qemu;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The parts of a VHDX image that tell whether it has a parent; numbers in little-endian byte order.
 *
 * <pre>
 *  region table, at 192 KiB and at 256 KiB   metadata table, where an entry of that says
 *  offset  size  field                       offset  size  field
 *       0     4  signature "regi"                 0     8  signature "metadata"
 *       8     4  number of entries                10     2  number of entries
 *      16    32  entries                          32    32  entries
 *
 *  entry of the region table                 entry of the metadata table
 *       0    16  GUID                             0    16  GUID
 *      16     8  offset in the file              16     4  offset in the region
 *
 *  file parameters, an item of the metadata
 *       4     4  bit 1: has a parent
 * </pre>
 *
 * Source: MS-VHDX 2.2.3, 2.6.
 */
final class VhdxImage {
  private static final long[] REGION_TABLES = {192 << 10, 256 << 10};
  private static final int TABLE_SIZE = 64 << 10;
  private static final byte[] REGION_SIGNATURE = ForeignDisk.ascii("regi");
  private static final int REGION_COUNT = 8;
  private static final int REGION_ENTRIES = 16;
  private static final int REGION_OFFSET = 16;

  private static final byte[] METADATA_SIGNATURE = ForeignDisk.ascii("metadata");
  private static final int METADATA_COUNT = 10;
  private static final int METADATA_ENTRIES = 32;
  private static final int ITEM_OFFSET = 16;

  private static final int ENTRY_SIZE = 32;
  private static final int MOST_ENTRIES = 2047;

  private static final int PARAMETERS_FLAGS = 4;
  private static final int HAS_PARENT = 2;

  /** The first and second half of a GUID as little-endian numbers. */
  private record Guid(long first, long second) {
    static final Guid METADATA = new Guid(0x4b9a47908b7ca206L, 0x6e880f055f57feb8L);
    static final Guid FILE_PARAMETERS = new Guid(0x4d43fa36caa16737L, 0x6be744aaf033b6b3L);
    static final Guid PARENT_LOCATOR = new Guid(0x454db30ba8d35f2dL, 0x0cab3448d8d3f7abL);

    boolean isAt(ByteBuffer bytes, int at) {
      return bytes.getLong(at) == first && bytes.getLong(at + Long.BYTES) == second;
    }
  }

  private final Structure file;
  private boolean parametersFound;

  private VhdxImage(Structure file) {
    this.file = file;
  }

  static void requireSelfContained(Structure file) {
    VhdxImage image = new VhdxImage(file);
    for (long table : REGION_TABLES) {
      if (file.has(table, REGION_SIGNATURE)) {
        image.checkRegions(file.read(table, TABLE_SIZE, ByteOrder.LITTLE_ENDIAN));
      }
    }
    if (!image.parametersFound) {
      throw file.refusal("is a VHDX image that does not say whether it has a parent");
    }
  }

  private void checkRegions(ByteBuffer table) {
    int count = entries(table.getInt(REGION_COUNT));
    for (int i = 0; i < count; i++) {
      int at = REGION_ENTRIES + i * ENTRY_SIZE;
      if (Guid.METADATA.isAt(table, at)) {
        checkMetadata(table.getLong(at + REGION_OFFSET));
      }
    }
  }

  private void checkMetadata(long region) {
    if (!file.has(region, METADATA_SIGNATURE)) {
      throw file.refusal("is a VHDX image whose metadata is not where it should be");
    }
    ByteBuffer table = file.read(region, TABLE_SIZE, ByteOrder.LITTLE_ENDIAN);
    int count = entries(table.getShort(METADATA_COUNT) & 0xffff);
    for (int i = 0; i < count; i++) {
      int at = METADATA_ENTRIES + i * ENTRY_SIZE;
      if (Guid.PARENT_LOCATOR.isAt(table, at)) {
        throw withParent();
      }
      if (Guid.FILE_PARAMETERS.isAt(table, at)) {
        long item = region + Integer.toUnsignedLong(table.getInt(at + ITEM_OFFSET));
        ByteBuffer parameters = file.read(item, 2 * Integer.BYTES, ByteOrder.LITTLE_ENDIAN);
        if ((parameters.getInt(PARAMETERS_FLAGS) & HAS_PARENT) != 0) {
          throw withParent();
        }
        parametersFound = true;
      }
    }
  }

  /** A number of entries, if a table of 64 KiB has room for it. */
  private int entries(int count) {
    if (count < 0 || count > MOST_ENTRIES) {
      throw file.refusal("is a VHDX image with " + Integer.toUnsignedString(count) + " entries");
    }
    return count;
  }

  private RuntimeException withParent() {
    return file.refusal("is a VHDX image that holds only the difference to another one");
  }
}
