package io.btrsend.engine.image;

import io.btrsend.engine.format.LittleEndian;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The valid partitions of a disk image, from its GPT or else its MBR, numbered as in Linux. The
 * second GPT, at the end of the disk, is used if the first is gone or damaged.
 */
public final class PartitionTable {
  /**
   * One partition.
   *
   * @param number from 1; logical partitions of an MBR from 5
   * @param start byte offset on the disk
   * @param length bytes
   * @param typeId the GUID of its type; for an MBR a UUID that has only the number in it
   */
  public record Partition(int number, long start, long length, UUID typeId) {
    /** The name of the type for people. */
    public String type() {
      return PartitionTypes.name(typeId);
    }
  }

  /** As many entries are looked at; a common GPT has 128. */
  static final int MAX_ENTRIES = 1024;

  private static final int[] GPT_SECTORS = {512, 4096};

  private static final int MBR_SECTOR = 512;
  private static final int MBR_ENTRIES = 446;
  private static final int MBR_ENTRY = 16;
  private static final int MBR_TYPE = 4;
  private static final int MBR_FIRST_SECTOR = 8;
  private static final int MBR_SECTOR_COUNT = 12;
  private static final int MBR_SIGNATURE = 510;
  private static final int MBR_PROTECTIVE = 0xee;
  private static final int FIRST_LOGICAL = 5;

  private final DiskReader disk;
  private final List<Partition> partitions = new ArrayList<>();

  private PartitionTable(ByteSource disk) {
    this.disk = new DiskReader(disk);
  }

  /**
   * All partitions, by number; empty if there is no table.
   *
   * @param record is told if the second GPT had to be used
   */
  public static List<Partition> of(ByteSource disk, OpeningRecord record) {
    PartitionTable table = new PartitionTable(disk);
    for (int sector : GPT_SECTORS) {
      if (table.readGpt(sector, record)) {
        return table.partitions;
      }
    }
    table.readMbr();
    return table.partitions;
  }

  /** Whether there is a GPT, be it sound or not. The second copy serves if the first is damaged. */
  private boolean readGpt(int sector, OpeningRecord record) {
    GuidTable first = GuidTable.at(disk, sector, 1);
    if (first != null && first.isSound()) {
      addAll(first);
      return true;
    }
    if (first == null && hasOtherTable()) {
      return false;
    }
    GuidTable second = GuidTable.at(disk, sector, disk.size() / sector - 1);
    if (second != null && second.isSound()) {
      record.notice(
          disk.disk().name()
              + ": its first GPT is "
              + (first == null ? "gone" : "damaged")
              + "; the second one, at the end, is used");
      addAll(second);
      return true;
    }
    if (first == null) {
      return false;
    }
    record.notice(
        disk.disk().name()
            + ": its first GPT is damaged and no second one was found; it is used all the same");
    addAll(first);
    return true;
  }

  /** Whether there is an MBR that does not announce a GPT; the second GPT is outdated then. */
  private boolean hasOtherTable() {
    byte[] record = readMbrRecord(0);
    if (record == null) {
      return false;
    }
    boolean used = false;
    for (int entry = MBR_ENTRIES; entry < MBR_SIGNATURE; entry += MBR_ENTRY) {
      int type = LittleEndian.u8(record, entry + MBR_TYPE);
      if (type == MBR_PROTECTIVE) {
        return false;
      }
      used |= type != 0;
    }
    return used;
  }

  private void addAll(GuidTable table) {
    for (Partition partition : table.partitions()) {
      add(partition);
    }
  }

  private void readMbr() {
    byte[] record = readMbrRecord(0);
    if (record == null) {
      return;
    }
    long extended = -1;
    for (int i = 0; i < 4; i++) {
      int entry = MBR_ENTRIES + i * MBR_ENTRY;
      if (isExtended(record, entry)) {
        extended = first(record, entry);
      } else if (record[entry + MBR_TYPE] != 0) {
        add(new Partition(i + 1, first(record, entry), count(record, entry), type(record, entry)));
      }
    }
    if (extended > 0) {
      readLogical(extended);
    }
  }

  /** Follows the chain of records, each with one partition and the place of the next record. */
  private void readLogical(long extended) {
    Set<Long> visited = new HashSet<>();
    long at = extended;
    int number = FIRST_LOGICAL;
    while (visited.size() < MAX_ENTRIES && visited.add(at)) {
      byte[] record = readMbrRecord(at);
      if (record == null) {
        return;
      }
      if (record[MBR_ENTRIES + MBR_TYPE] != 0) {
        long start = at + first(record, MBR_ENTRIES);
        add(new Partition(number++, start, count(record, MBR_ENTRIES), type(record, MBR_ENTRIES)));
      }
      int next = MBR_ENTRIES + MBR_ENTRY;
      if (!isExtended(record, next)) {
        return;
      }
      at = extended + first(record, next);
    }
  }

  private byte[] readMbrRecord(long at) {
    byte[] record = disk.readOrNull(at, MBR_SECTOR);
    return record != null && LittleEndian.u16(record, MBR_SIGNATURE) == 0xaa55 ? record : null;
  }

  private static boolean isExtended(byte[] record, int entry) {
    int type = LittleEndian.u8(record, entry + MBR_TYPE);
    return type == 0x05 || type == 0x0f || type == 0x85;
  }

  private static long first(byte[] record, int entry) {
    return LittleEndian.u32(record, entry + MBR_FIRST_SECTOR) * MBR_SECTOR;
  }

  private static long count(byte[] record, int entry) {
    return LittleEndian.u32(record, entry + MBR_SECTOR_COUNT) * MBR_SECTOR;
  }

  private static UUID type(byte[] record, int entry) {
    return new UUID(0, LittleEndian.u8(record, entry + MBR_TYPE));
  }

  /** Whether a type is that of an MBR. */
  static boolean isNumber(UUID type) {
    return type.getMostSignificantBits() == 0 && (type.getLeastSignificantBits() >>> 8) == 0;
  }

  private void add(Partition partition) {
    if (partition.start() > 0 && partition.length() > 0 && partition.start() < disk.size()) {
      partitions.add(partition);
    }
  }
}
