package io.btrsend.engine.image;

import io.btrsend.engine.format.LittleEndian;
import io.btrsend.engine.image.PartitionTable.Partition;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32;

/**
 * One of the two copies of a GPT: a header of one sector and an array of entries. Source: UEFI
 * specification, 5.3.
 *
 * <pre>
 *   0 signature    u64     8 revision u32    12 header size u32   16 CRC-32 of the header u32
 *  24 own sector   u64    72 sector of the entries u64            80 number of entries u32
 *  84 entry size   u32    88 CRC-32 of the entries u32
 *
 * entry:
 *   0 type GUID            16 partition GUID   32 first sector u64  40 last sector u64
 * </pre>
 */
final class GuidTable {
  private static final long SIGNATURE = 0x5452415020494645L;
  private static final int HEADER_LENGTH = 92;
  private static final int HEADER_SIZE = 12;
  private static final int HEADER_CRC = 16;
  private static final int OWN_SECTOR = 24;
  private static final int ENTRIES_START = 72;
  private static final int ENTRY_COUNT = 80;
  private static final int ENTRY_SIZE = 84;
  private static final int ENTRIES_CRC = 88;
  private static final int FIRST_SECTOR = 32;
  private static final int LAST_SECTOR = 40;
  private static final int MIN_ENTRY = 128;
  private static final int MAX_ENTRY = 4096;

  private final DiskReader disk;
  private final int sector;
  private final long place;
  private final byte[] header;

  private GuidTable(DiskReader disk, int sector, long place, byte[] header) {
    this.disk = disk;
    this.sector = sector;
    this.place = place;
    this.header = header;
  }

  /**
   * The table whose header is in a sector, null if none is there.
   *
   * @param sector bytes of a sector
   * @param place number of the sector
   */
  static GuidTable at(DiskReader disk, int sector, long place) {
    byte[] header = place < 1 ? null : disk.readOrNull(place * sector, sector);
    return header == null || LittleEndian.u64(header, 0) != SIGNATURE
        ? null
        : new GuidTable(disk, sector, place, header);
  }

  /** Whether both checksums match and the header is where it should be. */
  boolean isSound() {
    long size = LittleEndian.u32(header, HEADER_SIZE);
    if (size < HEADER_LENGTH || size > sector || LittleEndian.u64(header, OWN_SECTOR) != place) {
      return false;
    }
    byte[] bytes = header.clone();
    LittleEndian.putU32(bytes, HEADER_CRC, 0);
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, (int) size);
    return crc.getValue() == LittleEndian.u32(header, HEADER_CRC) && areEntriesSound();
  }

  private boolean areEntriesSound() {
    if (!hasEntries() || count() > PartitionTable.MAX_ENTRIES) {
      return false;
    }
    CRC32 crc = new CRC32();
    for (int i = 0; i < count(); i++) {
      byte[] entry = disk.readOrNull(entryAt(i), entrySize());
      if (entry == null) {
        return false;
      }
      crc.update(entry);
    }
    return crc.getValue() == LittleEndian.u32(header, ENTRIES_CRC);
  }

  /** The used entries, up to one that cannot be read. */
  List<Partition> partitions() {
    List<Partition> found = new ArrayList<>();
    long count = hasEntries() ? Math.min(count(), PartitionTable.MAX_ENTRIES) : 0;
    for (int i = 0; i < count; i++) {
      byte[] entry = disk.readOrNull(entryAt(i), MIN_ENTRY);
      if (entry == null) {
        break;
      }
      boolean used = (LittleEndian.u64(entry, 0) | LittleEndian.u64(entry, 8)) != 0;
      long first = LittleEndian.u64(entry, FIRST_SECTOR);
      long last = LittleEndian.u64(entry, LAST_SECTOR);
      if (used && first > 0 && last >= first && last <= Long.MAX_VALUE / sector - 1) {
        found.add(new Partition(i + 1, first * sector, (last - first + 1) * sector, type(entry)));
      }
    }
    return found;
  }

  private boolean hasEntries() {
    long start = LittleEndian.u64(header, ENTRIES_START);
    return entrySize() >= MIN_ENTRY
        && entrySize() <= MAX_ENTRY
        && start >= 0
        && start <= disk.size() / sector;
  }

  private long count() {
    return LittleEndian.u32(header, ENTRY_COUNT);
  }

  /** Negative if it is far too large. */
  private int entrySize() {
    return LittleEndian.i32(header, ENTRY_SIZE);
  }

  private long entryAt(int index) {
    return LittleEndian.u64(header, ENTRIES_START) * sector + (long) index * entrySize();
  }

  /** The first three of the five parts of a GUID are little-endian. */
  private static UUID type(byte[] entry) {
    long most =
        (LittleEndian.u32(entry, 0) << 32)
            | ((long) LittleEndian.u16(entry, 4) << 16)
            | LittleEndian.u16(entry, 6);
    return new UUID(most, Long.reverseBytes(LittleEndian.u64(entry, 8)));
  }
}
