package io.btrsend.cli;

import io.btrsend.engine.format.InodeItem;
import io.btrsend.engine.format.ItemType;
import io.btrsend.engine.format.Key;
import io.btrsend.engine.format.ObjectId;
import io.btrsend.engine.format.RootItem;
import io.btrsend.engine.image.GptDisk;
import io.btrsend.engine.stream.CommandWriter;
import io.btrsend.engine.testing.LostTreeRoot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HexFormat;

/** Makes the files that docs/messages.md names, with the documented magic numbers. */
final class MadeFiles {
  private static final int SIZE = 300 << 10;
  private static final int SECTOR = 512;

  /** Where a tree block has the number of its items. */
  private static final int ITEM_COUNT = 96;

  private static final long MONDAY = 257;
  private static final long TUESDAY = 258;
  private static final long CHANGED_FILE = 257;
  private static final String ARRAY = "fc4e2ba901000000";

  private final Path directory;

  MadeFiles(Path directory) {
    this.directory = directory;
  }

  /** Makes the file of a name in the page. */
  void make(String name) throws IOException {
    switch (name) {
      case "demo.img" -> DemoFile.unpack(directory.resolve(name));
      case "lost-root.img" -> LostTreeRoot.unpack(directory.resolve(name));
      case "short.img" -> {
        DemoFile.unpack(directory.resolve(name));
        try (FileChannel file =
            FileChannel.open(directory.resolve(name), StandardOpenOption.WRITE)) {
          file.truncate(file.size() - (1 << 20));
        }
      }
      case "with-superblock.vmdk" -> {
        DemoFile.unpack(directory.resolve(name));
        try (FileChannel file =
            FileChannel.open(directory.resolve(name), StandardOpenOption.WRITE)) {
          file.write(ByteBuffer.wrap("KDMV".getBytes(StandardCharsets.US_ASCII)), 0);
        }
      }
      case "names-without-inode.img" -> {
        DemoFile.unpack(directory.resolve(name));
        new DemoItem(TUESDAY, CHANGED_FILE, ItemType.INODE_ITEM)
            .change(
                directory.resolve(name), (leaf, key, data) -> leaf.put(key + Key.TYPE, (byte) 0));
      }
      case "damaged-snapshot.img" -> {
        DemoFile.unpack(directory.resolve(name));
        new DemoItem(MONDAY, ObjectId.FIRST_FREE, ItemType.INODE_ITEM)
            .change(
                directory.resolve(name),
                (leaf, key, data) -> leaf.putLong(data + InodeItem.SIZE, -1));
      }
      case "snapshot-of-nothing.img" -> {
        DemoFile.unpack(directory.resolve(name));
        new DemoItem(ObjectId.ROOT_TREE, TUESDAY, ItemType.ROOT_ITEM)
            .change(
                directory.resolve(name),
                (leaf, key, data) -> leaf.putLong(data + RootItem.PARENT_UUID, 1));
      }
      case "damaged-checksums.img" -> {
        DemoFile.unpack(directory.resolve(name));
        new DemoItem(ObjectId.CSUM_TREE, ObjectId.EXTENT_CSUM, ItemType.EXTENT_CSUM)
            .change(directory.resolve(name), (leaf, key, data) -> leaf.putInt(ITEM_COUNT, -1));
      }
      case "without-snapshots.img" -> {
        DemoFile.unpack(directory.resolve(name));
        for (long subvolume : new long[] {MONDAY, TUESDAY}) {
          new DemoItem(ObjectId.ROOT_TREE, subvolume, ItemType.ROOT_ITEM)
              .change(
                  directory.resolve(name),
                  (leaf, key, data) -> leaf.putLong(data + RootItem.FLAGS, 0));
        }
      }
      case "first-of-two.img" -> {
        DamagedFixture fixture = DamagedFixture.copy("dev-raid0", directory);
        Files.move(fixture.images().get(0), directory.resolve(name));
      }
      case "gone-gpt.img" -> Files.write(directory.resolve(name), demoOnDiskWithoutFirstGpt());
      case "damaged-gpt.img" -> {
        byte[] disk = demoOnDisk();
        disk[2 * SECTOR + 3 * 128 + 16] ^= 1;
        Files.write(directory.resolve(name), disk);
      }
      case "never.stream" -> {}
      case "finished.stream" -> Files.createFile(directory.resolve(name));
      case "unknown.stream" -> Files.createFile(directory.resolve(name + ".partial"));
      case "newer.stream" -> {
        Files.createFile(directory.resolve(name + ".partial"));
        Files.writeString(directory.resolve(name + ".partial.json"), "{\"version\":7}");
      }
      default -> Files.write(directory.resolve(name), bytes(name));
    }
  }

  private static byte[] bytes(String name) {
    return switch (name) {
      case "empty.img", "empty.stream" -> new byte[0];
      case "zeros.img", "zeros.stream" -> new byte[SIZE];
      case "monday.stream" -> CommandWriter.streamHeader(1);
      case "disk.qcow2" -> hex(0, "514649fb00000003");
      case "disk.vmdk" -> text(0, "KDMV");
      case "old.vmdk" -> text(0, "COWD");
      case "split.vmdk" -> "# Disk DescriptorFile\nversion=1\n".getBytes(StandardCharsets.US_ASCII);
      case "disk.vhdx" -> text(0, "vhdxfile");
      case "disk.vdi" -> hex(64, "7f10dabe");
      case "child.vdi" -> put(hex(64, "7f10dabe"), 76, "\4");
      case "child.vhd" -> put(text(0, "conectix"), 63, "\4");
      case "disk.vhd" -> text(0, "conectix");
      case "fixed.vhd" -> text(SIZE - 512, "conectix");
      case "disk.qed" -> text(0, "QED\0");
      case "disk.img.gz", "monday.stream.gz" -> hex(0, "1f8b0800");
      case "disk.img.xz", "monday.stream.xz" -> hex(0, "fd377a585a00");
      case "disk.img.zst", "monday.stream.zst" -> hex(0, "28b52ffd");
      case "disk.img.bz2", "monday.stream.bz2" -> hex(0, "425a6839314159265359");
      case "nothing.bz2" -> hex(0, "425a6839177245385090");
      case "disk.img.lz4", "monday.stream.lz4" -> hex(0, "04224d18");
      case "disk.img.age", "monday.stream.age" -> text(0, "age-encryption.org/v1\n");
      case "monday.stream.age.txt" -> text(0, "-----BEGIN AGE ENCRYPTED FILE-----\n");
      case "disk.img.gpg" -> hex(0, "8c0d04090302");
      case "monday.stream.gpg" -> hex(0, "85020c030123456789abcdef01");
      case "elliptic.stream.gpg" -> hex(0, "c15e030123456789abcdef12");
      case "monday.stream.asc" -> text(0, "-----BEGIN PGP MESSAGE-----\n");
      case "luks1.img" -> hex(0, "4c554b53babe0001");
      case "luks2.img" -> hex(0, "4c554b53babe0002");
      case "lvm.img" -> put(text(SECTOR, "LABELONE"), SECTOR + 24, "LVM2 001");
      case "md-1.1.img" -> hex(0, ARRAY);
      case "md-1.2.img" -> hex(4096, ARRAY);
      case "md-1.0.img" -> hex((SIZE / SECTOR - 16) / 8 * 8 * SECTOR, ARRAY);
      case "md-0.90.img" -> hex(SIZE / 65536 * 65536 - 65536, "fc4e2ba9");
      case "bcachefs.img" -> hex(4096 + 24, "c68573f666ce90a9d96a60cf803df7ef");
      case "bcache.img" -> hex(4096 + 24, "c68573f64e1a45ca8265f57f48ba6d81");
      case "zfs.img" -> hex((128 + 37) << 10, "0cb1ba0000000000");
      case "zfs-big-endian.img" -> hex(128 << 10, "0000000000bab10c");
      case "ext4.img" -> put(hex(1080, "53ef"), 1024 + 96, "\u00c2");
      case "ext3.img" -> put(hex(1080, "53ef"), 1024 + 92, "\4");
      case "ext2.img" -> hex(1080, "53ef");
      case "xfs.img" -> text(0, "XFSB");
      case "ntfs.img" -> text(3, "NTFS    ");
      case "exfat.img" -> text(3, "EXFAT   ");
      case "fat.img" -> text(82, "FAT32   ");
      case "fat16.img" -> text(54, "FAT16   ");
      case "fat12.img" -> text(54, "FAT12   ");
      case "swap.img" -> text(4086, "SWAPSPACE2");
      case "windows.img" -> windowsDisk();
      case "laptop.img" -> laptopDisk();
      case "gpt-without-partitions.img" -> {
        byte[] disk = new byte[SIZE];
        new GptDisk(disk, 4096).seal();
        yield disk;
      }
      default -> throw new AssertionError("docs/messages.md names " + name + ": how is it made?");
    };
  }

  /** An MBR with an NTFS partition, a logical one and one of a rare type. */
  private static byte[] windowsDisk() {
    byte[] disk = new byte[SIZE];
    mbrEntry(disk, 0, 0, 0x07, 8, 100);
    mbrEntry(disk, 0, 1, 0xa5, 200, 10);
    mbrEntry(disk, 0, 2, 0x05, 300, 200);
    mbrEntry(disk, 300 * SECTOR, 0, 0x83, 10, 100);
    return put(disk, 8 * SECTOR + 3, "NTFS    ");
  }

  /** A GPT with a FAT filesystem and a LUKS container. */
  private static byte[] laptopDisk() {
    byte[] disk = new byte[SIZE];
    new GptDisk(disk, SECTOR).add(1, GptDisk.EFI, 100, 199).add(2, GptDisk.LINUX, 200, 499).seal();
    return put(put(disk, 100 * SECTOR + 82, "FAT32   "), 200 * SECTOR, "LUKS\u00ba\u00be\0\2");
  }

  private static void mbrEntry(byte[] disk, int record, int index, int type, int first, int count) {
    ByteBuffer bytes = ByteBuffer.wrap(disk).order(ByteOrder.LITTLE_ENDIAN);
    int at = record + 446 + 16 * index;
    bytes.put(at + 4, (byte) type).putInt(at + 8, first).putInt(at + 12, count);
    bytes.putShort(record + 510, (short) 0xaa55);
  }

  private byte[] demoOnDiskWithoutFirstGpt() throws IOException {
    byte[] disk = demoOnDisk();
    Arrays.fill(disk, SECTOR, 34 * SECTOR, (byte) 0);
    return disk;
  }

  /** The demo's filesystem in the second partition of a disk. */
  private byte[] demoOnDisk() throws IOException {
    Path file = directory.resolve("for-the-disk.img");
    Files.deleteIfExists(file);
    DemoFile.unpack(file);
    byte[] demo = Files.readAllBytes(file);
    byte[] disk = new byte[demo.length + (2 << 20)];
    System.arraycopy(demo, 0, disk, 1 << 20, demo.length);
    new GptDisk(disk, SECTOR)
        .add(1, GptDisk.EFI, 1024, 2047)
        .add(2, GptDisk.LINUX, 2048, 2047 + demo.length / SECTOR)
        .seal();
    return disk;
  }

  private static byte[] hex(int at, String digits) {
    byte[] bytes = HexFormat.of().parseHex(digits);
    byte[] file = new byte[SIZE];
    System.arraycopy(bytes, 0, file, at, bytes.length);
    return file;
  }

  private static byte[] text(int at, String text) {
    return put(new byte[SIZE], at, text);
  }

  private static byte[] put(byte[] file, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(bytes, 0, file, at, bytes.length);
    return file;
  }
}
