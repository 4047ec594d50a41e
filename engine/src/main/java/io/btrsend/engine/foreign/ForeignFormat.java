package io.btrsend.engine.foreign;

import static io.btrsend.engine.foreign.Magic.both;
import static io.btrsend.engine.foreign.Magic.extended;
import static io.btrsend.engine.foreign.Magic.hex;
import static io.btrsend.engine.foreign.Magic.text;

import java.util.List;

/**
 * A row of the table of formats. The order of the table matters: a disk image may have the magic
 * number of a filesystem in its data, and a superblock at the end of a device may lie within a
 * partition.
 */
public final class ForeignFormat {
  private static final List<ForeignFormat> ALL =
      List.of(
          row("a send stream", Advice.VERIFY, text(0, "btrfs-stream\0")),
          row("a qcow2 image", Advice.READABLE, text(0, "QFI\u00fb")),
          row("a VMDK image", Advice.viaQemu("vmdk"), text(0, "KDMV")),
          row(
              "a VMDK image",
              Advice.serve("vmdk"),
              text(0, "COWD"),
              text(0, "# Disk DescriptorFile")),
          row("a VHDX image", Advice.viaQemu("vhdx"), text(0, "vhdxfile")),
          row("a VDI image", Advice.viaQemu("vdi"), hex(64, "7f10dabe")),
          row("a VPC (VHD) image", Advice.viaQemu("vpc"), text(0, "conectix")),
          row("a QED image", Advice.serve("qed"), text(0, "QED\0")),
          row("compressed with gzip", Advice.unpack("gzip -dc"), hex(0, "1f8b08")),
          row("compressed with xz", Advice.unpack("xz -dc"), hex(0, "fd377a585a00")),
          row("compressed with zstd", Advice.unpack("zstd -dc"), hex(0, "28b52ffd")),
          row(
              "compressed with bzip2",
              Advice.unpack("bzip2 -dc"),
              both(text(0, "BZh"), hex(4, "314159265359")),
              both(text(0, "BZh"), hex(4, "177245385090"))),
          row("compressed with lz4", Advice.unpack("lz4 -dc"), hex(0, "04224d18")),
          row(
              "encrypted with age",
              Advice.unpack("age --decrypt -i KEY"),
              text(0, "age-encryption.org/v1\n"),
              text(0, "-----BEGIN AGE ENCRYPTED FILE-----")),
          row(
              "encrypted with gpg",
              Advice.unpack("gpg --decrypt"),
              text(0, "-----BEGIN PGP MESSAGE-----"),
              Magic.pgpPacket()),
          row(
              "an image with a btrfs filesystem",
              Advice.READABLE,
              text((64 << 10) + 64, "_BHRfS_M")),
          row("a LUKS1 container", luks(), hex(0, "4c554b53babe0001")),
          row("a LUKS2 container", luks(), hex(0, "4c554b53babe0002")),
          row(
              "an LVM2 physical volume",
              Advice.device("activate its logical volumes with vgchange -ay", "/dev/VG/LV"),
              Magic.lvmLabel()),
          row("a member of an md array (superblock 1.1)", array(), hex(0, "fc4e2ba901000000")),
          row("a member of an md array (superblock 1.2)", array(), hex(4096, "fc4e2ba901000000")),
          row(
              "a bcachefs filesystem",
              Advice.NONE,
              hex(4096 + 24, "c68573f666ce90a9d96a60cf803df7ef")),
          row(
              "a bcache device",
              Advice.device("register it with the kernel", "/dev/bcache0"),
              hex(4096 + 24, "c68573f64e1a45ca8265f57f48ba6d81")),
          row("an xfs filesystem", Advice.NONE, text(0, "XFSB")),
          row("an NTFS filesystem", Advice.NONE, text(3, "NTFS    ")),
          row("an exFAT filesystem", Advice.NONE, text(3, "EXFAT   ")),
          row(
              "a FAT filesystem",
              Advice.NONE,
              text(82, "FAT32   "),
              text(54, "FAT16   "),
              text(54, "FAT12   ")),
          row(
              "an ext4 filesystem",
              Advice.NONE,
              extended(0, 0x40 | 0x80 | 0x200, 0x8 | 0x10 | 0x400)),
          row("an ext3 filesystem", Advice.NONE, extended(0x4, 0, 0)),
          row("an ext2 filesystem", Advice.NONE, extended(0, 0, 0)),
          row("swap space", Advice.NONE, text(4096 - 10, "SWAPSPACE2")),
          row("a device of a ZFS pool", Advice.NONE, Magic.uberblock()),
          lessThanPartitions(
              "a disk with a GPT", Advice.READABLE, text(512, "EFI PART"), text(4096, "EFI PART")),
          lessThanPartitions(
              "a member of an md array (superblock 1.0)", array(), Magic.arrayVersion10()),
          lessThanPartitions(
              "a member of an md array (superblock 0.90)", array(), Magic.arrayVersion090()),
          lessThanPartitions("a VPC (VHD) image", Advice.NONE, Magic.lastSector("conectix")));

  private final String what;
  private final Advice advice;
  private final boolean lessThanPartitions;
  private final Magic[] magics;

  private ForeignFormat(String what, Advice advice, boolean lessThanPartitions, Magic[] magics) {
    this.what = what;
    this.advice = advice;
    this.lessThanPartitions = lessThanPartitions;
    this.magics = magics;
  }

  private static ForeignFormat row(String what, Advice advice, Magic... magics) {
    return new ForeignFormat(what, advice, false, magics);
  }

  private static ForeignFormat lessThanPartitions(String what, Advice advice, Magic... magics) {
    return new ForeignFormat(what, advice, true, magics);
  }

  /** The whole table. */
  public static List<ForeignFormat> all() {
    return ALL;
  }

  private static Advice luks() {
    return Advice.device("run cryptsetup open --readonly DEVICE NAME", "/dev/mapper/NAME");
  }

  private static Advice array() {
    return Advice.device("run mdadm --assemble --readonly /dev/md0 DEVICES...", "/dev/md0");
  }

  /** The format of a file, null if it is none of these. */
  public static ForeignFormat of(Sample sample) {
    for (ForeignFormat format : ALL) {
      if (format.isIn(sample)) {
        return format;
      }
    }
    return null;
  }

  private boolean isIn(Sample sample) {
    for (Magic magic : magics) {
      if (magic.isIn(sample)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the partitions of such a file, if it has some, are more worth telling. */
  public boolean isLessThanPartitions() {
    return lessThanPartitions;
  }

  /** What it is, with an article. */
  public String what() {
    return what;
  }

  /** What a file is that should be an image, and what to do. */
  public String insteadOfImage() {
    return told("not a btrfs filesystem", advice.image());
  }

  /** What a file is that should be a send stream, and what to do. */
  public String insteadOfStream() {
    return told("not a send stream", advice.stream());
  }

  private String told(String expected, String todo) {
    return "is " + what + ", " + expected + (todo == null ? "" : ": " + todo);
  }
}
