package io.btrsend.engine.device;

import io.btrsend.engine.DeviceConflictException;
import io.btrsend.engine.ImageAccessException;
import io.btrsend.engine.UnsupportedFeatureException;
import io.btrsend.engine.image.ByteSource;
import io.btrsend.engine.image.ImageAccess;
import io.btrsend.engine.image.ImageFile;
import io.btrsend.engine.image.ImageName;
import io.btrsend.engine.image.ImagePart;
import io.btrsend.engine.image.OpeningRecord;
import io.btrsend.engine.image.PartitionTable;
import io.btrsend.engine.image.nbd.NbdSource;
import io.btrsend.engine.image.qcow2.Qcow2Opener;
import io.btrsend.engine.image.qemu.ForeignDisk;
import io.btrsend.engine.image.qemu.QemuDisk;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Opens an image by name, restricts it to the part that holds the filesystem, and reads its
 * superblock.
 */
final class ImageOpener {
  /** KDMV. */
  private static final int VMDK_MAGIC = 0x4b444d56;

  private final ImageName name;
  private final ByteSource whole;
  private final OpeningRecord record;

  private ImageOpener(ImageName name, ByteSource whole, OpeningRecord record) {
    this.name = name;
    this.whole = whole;
    this.record = record;
  }

  /**
   * Opens one image and adds what the user should know to the record.
   *
   * @param text as the user wrote it, see {@link ImageName}
   * @throws io.btrsend.engine.EngineException if the image holds no readable filesystem, or several
   */
  static Image open(String text, ImageAccess access, OpeningRecord record) {
    ImageName name = ImageName.parse(text);
    ByteSource whole = openWhole(name, access, record);
    try {
      ByteSource image = new ImageOpener(name, whole, record).part();
      SuperblockCopies.Found found = new SuperblockCopies(image).find();
      found
          .primaryProblem()
          .ifPresent(
              problem ->
                  record.notice(
                      image.name()
                          + ": used a mirror of the superblock, for the first: "
                          + problem));
      return new Image(image, found.superblock());
    } catch (RuntimeException e) {
      whole.close();
      throw e;
    }
  }

  /** The file, or the disk in it. */
  private static ByteSource openWhole(ImageName name, ImageAccess access, OpeningRecord record) {
    if (name.isAddress()) {
      return openAddress(name);
    }
    record.opened(name.file());
    ByteSource file = ImageFile.open(name.file());
    try {
      if (Qcow2Opener.recognises(file)) {
        return Qcow2Opener.open(file, name, access, record);
      }
      if (name.snapshot() != null) {
        throw new DeviceConflictException(
            file.name() + ": is not a qcow2 image, so it has no snapshot " + name.snapshot());
      }
      ForeignDisk format = access.viaQemu() ? ForeignDisk.of(file) : null;
      if (format == null) {
        return file;
      }
      ByteSource disk = QemuDisk.open(file, format, name.file());
      file.close();
      return disk;
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** The disk that a server serves. */
  private static ByteSource openAddress(ImageName name) {
    if (!NbdSource.knows(name.location())) {
      throw new UnsupportedFeatureException(
          name.location()
              + ": is not a file, and of addresses only "
              + NbdSource.FORMS
              + " are read");
    }
    if (name.snapshot() != null) {
      throw new DeviceConflictException(
          name.location()
              + ": a server has no snapshots of its disk; one named "
              + name.snapshot()
              + " would be an export of its own");
    }
    ByteSource disk = NbdSource.open(name.location());
    try {
      if (Qcow2Opener.recognises(disk)) {
        throw new UnsupportedFeatureException(
            name.location()
                + ": serves a qcow2 file, not the disk in it: serve it with qemu-nbd -f qcow2");
      }
      return disk;
    } catch (RuntimeException e) {
      disk.close();
      throw e;
    }
  }

  private ByteSource part() {
    if (name.offset() >= 0) {
      return new ImagePart(name.text(), whole, name.offset(), Long.MAX_VALUE);
    }
    if (name.partition() >= 0) {
      return PartitionTable.of(whole, record).stream()
          .filter(partition -> partition.number() == name.partition())
          .findFirst()
          .map(this::part)
          .orElseThrow(
              () ->
                  new DeviceConflictException(
                      whole.name() + ": has no partition " + name.partition()));
    }
    if (isVmdk()) {
      throw new WithoutFilesystem(whole).failure("is a VMDK image");
    }
    return new SuperblockCopies(whole).hasMagic() ? whole : onlyPartition();
  }

  /**
   * The data of a VMDK image often begins at 64 KiB, in any order; then it has the superblock of
   * its disk where that of a raw image is.
   */
  private boolean isVmdk() {
    ByteBuffer magic = ByteBuffer.allocate(Integer.BYTES);
    if (whole.size() < magic.limit()) {
      return false;
    }
    try {
      whole.read(0, magic);
    } catch (ImageAccessException unreadable) {
      return false;
    }
    return magic.getInt(0) == VMDK_MAGIC;
  }

  private ByteSource part(PartitionTable.Partition partition) {
    return new ImagePart(
        whole.name() + "@p" + partition.number(), whole, partition.start(), partition.length());
  }

  /**
   * The one partition with a filesystem; the whole image if there is none. The first copy of a
   * superblock counts more than the others, which outlive the filesystem when a disk is partitioned
   * anew.
   */
  private ByteSource onlyPartition() {
    List<ByteSource> parts = new ArrayList<>();
    for (PartitionTable.Partition partition : PartitionTable.of(whole, record)) {
      parts.add(part(partition));
    }
    ByteSource found = only(parts, SuperblockCopies::hasMagic);
    if (found == null && !parts.isEmpty() && !new SuperblockCopies(whole).hasMirror()) {
      found = only(parts, SuperblockCopies::hasMirror);
    }
    return found == null ? whole : found;
  }

  /** The only part of which something holds, or null. */
  private ByteSource only(List<ByteSource> parts, Predicate<SuperblockCopies> condition) {
    List<ByteSource> found = new ArrayList<>();
    for (ByteSource part : parts) {
      if (condition.test(new SuperblockCopies(part))) {
        found.add(part);
      }
    }
    if (found.size() > 1) {
      throw new DeviceConflictException(
          String.format(
              "%s: holds several btrfs filesystems, name one of %s",
              whole.name(), String.join(", ", found.stream().map(ByteSource::name).toList())));
    }
    return found.isEmpty() ? null : found.get(0);
  }
}
