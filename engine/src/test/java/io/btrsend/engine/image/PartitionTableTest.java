package io.btrsend.engine.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.btrsend.engine.format.LittleEndian;
import io.btrsend.engine.image.PartitionTable.Partition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionTableTest {
  private final byte[] disk = new byte[1 << 20];

  private final OpeningRecord record = new OpeningRecord();

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(ints = {512, 4096})
  void gptIsReadWithEitherSectorSize(int sector) throws IOException {
    mbrEntry(0, 0, 0xee, 1, 2047);
    byte[] signature = "EFI PART".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(signature, 0, disk, sector, signature.length);
    LittleEndian.putU64(disk, sector + 72, 2);
    LittleEndian.putU32(disk, sector + 80, 128);
    LittleEndian.putU32(disk, sector + 84, 128);
    gptEntry(2 * sector, 40, 49);
    gptEntry(2 * sector + 2 * 128, 50, 50);
    UUID type = new UUID(0x1234L << 32, 0);
    assertEquals(
        List.of(
            new Partition(1, 40L * sector, 10L * sector, type),
            new Partition(3, 50L * sector, sector, type)),
        partitions());
  }

  @Test
  void primaryAndLogicalPartitionsOfAnMbrAreNumberedAsLinuxDoes() throws IOException {
    mbrEntry(0, 0, 0x83, 100, 50);
    mbrEntry(0, 2, 0x05, 1000, 500);
    mbrEntry(1000 * 512, 0, 0x83, 10, 20);
    mbrEntry(1000 * 512, 1, 0x05, 100, 50);
    mbrEntry(1100 * 512, 0, 0x83, 5, 7);
    assertEquals(
        List.of(
            new Partition(1, 100 * 512, 50 * 512, mbrType(0x83)),
            new Partition(5, 1010 * 512, 20 * 512, mbrType(0x83)),
            new Partition(6, 1105 * 512, 7 * 512, mbrType(0x83))),
        partitions());
  }

  @Test
  void aChainOfLogicalPartitionsThatRunsInACircleEnds() throws IOException {
    mbrEntry(0, 0, 0x0f, 1000, 500);
    mbrEntry(1000 * 512, 0, 0x83, 10, 20);
    mbrEntry(1000 * 512, 1, 0x05, 0, 50);
    assertEquals(List.of(new Partition(5, 1010 * 512, 20 * 512, mbrType(0x83))), partitions());
  }

  @Test
  void noTableMeansNoPartitions() throws IOException {
    assertEquals(List.of(), partitions());
  }

  @Test
  void garbageBehindAGptSignatureIsNoTrouble() throws IOException {
    for (int seed = 0; seed < 200; seed++) {
      new Random(seed).nextBytes(disk);
      System.arraycopy("EFI PART".getBytes(StandardCharsets.US_ASCII), 0, disk, 512, 8);
      for (Partition partition : partitions()) {
        assertEquals(true, partition.start() > 0 && partition.start() < disk.length);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {512, 4096})
  void theSecondGptServesWhenTheFirstIsGoneOrDamaged(int sector) throws IOException {
    new GptDisk(disk, sector).add(1, GptDisk.LINUX, 40, 49).add(3, GptDisk.EFI, 50, 50).seal();
    List<Partition> sound = partitions();
    assertEquals(
        List.of(
            new Partition(1, 40L * sector, 10L * sector, GptDisk.LINUX),
            new Partition(3, 50L * sector, sector, GptDisk.EFI)),
        sound);
    assertEquals(List.of(), record.notices());

    disk[2 * sector + 40] ^= 1;
    assertEquals(sound, partitions());
    String notice =
        directory.resolve("disk") + ": its first GPT is %s; the second one, at the end, is used";
    assertEquals(List.of(notice.formatted("damaged")), record.notices());

    Arrays.fill(disk, sector, 2 * sector, (byte) 0);
    assertEquals(sound, partitions());
    assertEquals(notice.formatted("gone"), record.notices().get(1));
    mbrEntry(0, 0, 0, 0, 0);
    assertEquals(sound, partitions());
  }

  @Test
  void anMbrMadeAfterTheGptCountsThough() throws IOException {
    new GptDisk(disk, 512).add(1, GptDisk.LINUX, 40, 49).seal();
    Arrays.fill(disk, 512, 1024, (byte) 0);
    mbrEntry(0, 0, 0x83, 100, 50);
    assertEquals(List.of(new Partition(1, 100 * 512, 50 * 512, mbrType(0x83))), partitions());
  }

  @Test
  void aDamagedGptWithoutASecondIsUsedWithANotice() throws IOException {
    new GptDisk(disk, 512).add(1, GptDisk.LINUX, 40, 49).seal();
    disk[512 + 56] ^= 1;
    Arrays.fill(disk, disk.length - 512, disk.length, (byte) 0);
    assertEquals(List.of(new Partition(1, 40L * 512, 10L * 512, GptDisk.LINUX)), partitions());
    assertEquals(1, record.notices().size());
  }

  private static UUID mbrType(int number) {
    return new UUID(0, number);
  }

  private void mbrEntry(int record, int index, int type, int first, int count) {
    int at = record + 446 + 16 * index;
    disk[at + 4] = (byte) type;
    LittleEndian.putU32(disk, at + 8, first);
    LittleEndian.putU32(disk, at + 12, count);
    LittleEndian.putU16(disk, record + 510, 0xaa55);
  }

  private void gptEntry(int at, long first, long last) {
    LittleEndian.putU64(disk, at, 0x1234);
    LittleEndian.putU64(disk, at + 32, first);
    LittleEndian.putU64(disk, at + 40, last);
  }

  private List<Partition> partitions() throws IOException {
    Path file = Files.write(directory.resolve("disk"), disk);
    try (ByteSource image = ImageFile.open(file)) {
      return PartitionTable.of(image, record);
    }
  }
}
