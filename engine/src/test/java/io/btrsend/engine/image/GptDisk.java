package io.btrsend.engine.image;

import io.btrsend.engine.format.LittleEndian;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.zip.CRC32;

/** Writes a GPT with both copies. Source: UEFI specification, 5.3. */
public final class GptDisk {
  public static final UUID LINUX = UUID.fromString("0fc63daf-8483-4772-8e79-3d69d8477de4");
  public static final UUID EFI = UUID.fromString("c12a7328-f81f-11d2-ba4b-00a0c93ec93b");

  private static final int ENTRIES = 128;
  private static final int ENTRY = 128;
  private static final int HEADER = 92;

  private final byte[] disk;
  private final int sector;
  private final byte[] entries = new byte[ENTRIES * ENTRY];

  /**
   * @param disk the bytes of the disk, a whole number of sectors
   * @param sector bytes of a sector
   */
  public GptDisk(byte[] disk, int sector) {
    this.disk = disk;
    this.sector = sector;
  }

  /** Adds a partition from one sector to another, both included. */
  public GptDisk add(int number, UUID type, long first, long last) {
    int at = (number - 1) * ENTRY;
    long most = type.getMostSignificantBits();
    LittleEndian.putU32(entries, at, (int) (most >>> 32));
    LittleEndian.putU16(entries, at + 4, (int) (most >>> 16));
    LittleEndian.putU16(entries, at + 6, (int) most);
    LittleEndian.putU64(entries, at + 8, Long.reverseBytes(type.getLeastSignificantBits()));
    LittleEndian.putU64(entries, at + 16, number);
    LittleEndian.putU64(entries, at + 32, first);
    LittleEndian.putU64(entries, at + 40, last);
    return this;
  }

  /** Writes the protective MBR and both copies. */
  public void seal() {
    disk[446 + 4] = (byte) 0xee;
    LittleEndian.putU32(disk, 446 + 8, 1);
    LittleEndian.putU32(disk, 446 + 12, disk.length / sector - 1);
    LittleEndian.putU16(disk, 510, 0xaa55);
    int last = disk.length / sector - 1;
    write(1, 2, last);
    write(last, last - entries.length / sector, 1);
  }

  private void write(int place, int array, int other) {
    int at = place * sector;
    byte[] signature = "EFI PART".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(signature, 0, disk, at, signature.length);
    LittleEndian.putU32(disk, at + 8, 0x10000);
    LittleEndian.putU32(disk, at + 12, HEADER);
    LittleEndian.putU64(disk, at + 24, place);
    LittleEndian.putU64(disk, at + 32, other);
    LittleEndian.putU64(disk, at + 72, array);
    LittleEndian.putU32(disk, at + 80, ENTRIES);
    LittleEndian.putU32(disk, at + 84, ENTRY);
    LittleEndian.putU32(disk, at + 88, crc(entries, 0, entries.length));
    LittleEndian.putU32(disk, at + 16, crc(disk, at, HEADER));
    System.arraycopy(entries, 0, disk, array * sector, entries.length);
  }

  private static int crc(byte[] bytes, int from, int length) {
    CRC32 crc = new CRC32();
    crc.update(bytes, from, length);
    return (int) crc.getValue();
  }
}
