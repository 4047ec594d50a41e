package io.btrsend.engine.image;

import io.btrsend.engine.ImageAccessException;
import io.btrsend.engine.format.LittleEndian;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The valid partitions of a disk image, from its GPT or else its MBR, numbered as in Linux. The
 * backup GPT at the end of the disk is not used.
 */
public final class PartitionTable {
  /**
   * One partition.
   *
   * @param number from 1; logical partitions of an MBR from 5
   * @param start byte offset on the disk
   * @param length bytes
   */
  public record Partition(int number, long start, long length) {}

  private static final int[] GPT_SECTORS = {512, 4096};
  private static final long GPT_SIGNATURE = 0x5452415020494645L;
  private static final int GPT_ENTRIES_START = 72;
  private static final int GPT_ENTRY_COUNT = 80;
  private static final int GPT_ENTRY_SIZE = 84;
  private static final int GPT_FIRST_SECTOR = 32;
  private static final int GPT_LAST_SECTOR = 40;
  private static final int MAX_ENTRIES = 1024;

  private static final int MBR_SECTOR = 512;
  private static final int MBR_ENTRIES = 446;
  private static final int MBR_ENTRY = 16;
  private static final int MBR_TYPE = 4;
  private static final int MBR_FIRST_SECTOR = 8;
  private static final int MBR_SECTOR_COUNT = 12;
  private static final int MBR_SIGNATURE = 510;
  private static final int FIRST_LOGICAL = 5;

  private final ByteSource disk;
  private final List<Partition> partitions = new ArrayList<>();

  private PartitionTable(ByteSource disk) {
    this.disk = disk;
  }

  /** All partitions, by number; empty if there is no table. */
  public static List<Partition> of(ByteSource disk) {
    PartitionTable table = new PartitionTable(disk);
    for (int sector : GPT_SECTORS) {
      if (table.readGpt(sector)) {
        return table.partitions;
      }
    }
    table.readMbr();
    return table.partitions;
  }

  private boolean readGpt(int sector) {
    byte[] header = readOrNull(sector, 92);
    if (header == null || LittleEndian.u64(header, 0) != GPT_SIGNATURE) {
      return false;
    }
    long count = Math.min(LittleEndian.u32(header, GPT_ENTRY_COUNT), MAX_ENTRIES);
    long size = LittleEndian.u32(header, GPT_ENTRY_SIZE);
    long start = LittleEndian.u64(header, GPT_ENTRIES_START);
    if (size < 128 || size > 4096 || start < 0 || start > disk.size() / sector) {
      return true;
    }
    for (int i = 0; i < count; i++) {
      byte[] entry = readOrNull(start * sector + i * size, 128);
      if (entry == null) {
        return true;
      }
      boolean used = (LittleEndian.u64(entry, 0) | LittleEndian.u64(entry, 8)) != 0;
      long first = LittleEndian.u64(entry, GPT_FIRST_SECTOR);
      long last = LittleEndian.u64(entry, GPT_LAST_SECTOR);
      if (used && first > 0 && last >= first && last <= Long.MAX_VALUE / sector - 1) {
        add(i + 1, first * sector, (last - first + 1) * sector);
      }
    }
    return true;
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
        add(i + 1, first(record, entry), count(record, entry));
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
        add(number++, at + first(record, MBR_ENTRIES), count(record, MBR_ENTRIES));
      }
      int next = MBR_ENTRIES + MBR_ENTRY;
      if (!isExtended(record, next)) {
        return;
      }
      at = extended + first(record, next);
    }
  }

  private byte[] readMbrRecord(long at) {
    byte[] record = readOrNull(at, MBR_SECTOR);
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

  private void add(int number, long start, long length) {
    if (start > 0 && length > 0 && start < disk.size()) {
      partitions.add(new Partition(number, start, length));
    }
  }

  private byte[] readOrNull(long at, int length) {
    if (at < 0 || at > disk.size() - length) {
      return null;
    }
    byte[] bytes = new byte[length];
    try {
      disk.read(at, ByteBuffer.wrap(bytes));
    } catch (ImageAccessException unreadable) {
      return null;
    }
    return bytes;
  }
}
