package io.btrsend.engine.device;

import io.btrsend.engine.DeviceConflictException;
import io.btrsend.engine.image.ByteSource;
import io.btrsend.engine.image.ImageFile;
import io.btrsend.engine.image.ImageName;
import io.btrsend.engine.image.ImagePart;
import io.btrsend.engine.image.PartitionTable;
import io.btrsend.engine.image.qcow2.Qcow2Opener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns the name of an image into the image: opened, narrowed to the part that holds the
 * filesystem, and with its superblock.
 */
final class ImageOpener {
  private final ImageName name;
  private final ByteSource whole;

  private ImageOpener(ImageName name, ByteSource whole) {
    this.name = name;
    this.whole = whole;
  }

  /**
   * Opens one image; what the user should know goes into {@code notices}.
   *
   * @throws io.btrsend.engine.EngineException if there is no readable filesystem in it, or several
   */
  static Image open(Path path, List<String> notices) {
    ImageName name = ImageName.parse(path);
    ByteSource whole = open(name, notices);
    try {
      ByteSource image = new ImageOpener(name, whole).part();
      SuperblockCopies.Found found = new SuperblockCopies(image).find();
      found
          .primaryProblem()
          .ifPresent(
              problem ->
                  notices.add(
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
  private static ByteSource open(ImageName name, List<String> notices) {
    ByteSource file = ImageFile.open(name.file());
    try {
      return Qcow2Opener.recognises(file)
          ? Qcow2Opener.open(file, name.file(), null, List.of(), notices)
          : file;
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private ByteSource part() {
    if (name.offset() >= 0) {
      return new ImagePart(name.file() + "@" + name.offset(), whole, name.offset(), Long.MAX_VALUE);
    }
    if (name.partition() >= 0) {
      return PartitionTable.of(whole).stream()
          .filter(partition -> partition.number() == name.partition())
          .findFirst()
          .map(this::part)
          .orElseThrow(
              () ->
                  new DeviceConflictException(
                      name.file() + ": has no partition " + name.partition()));
    }
    return new SuperblockCopies(whole).hasMagic() ? whole : onlyPartition();
  }

  private ByteSource part(PartitionTable.Partition partition) {
    return new ImagePart(
        name.file() + "@p" + partition.number(), whole, partition.start(), partition.length());
  }

  /** The one partition with a filesystem; the whole image if there is none. */
  private ByteSource onlyPartition() {
    List<ByteSource> found = new ArrayList<>();
    for (PartitionTable.Partition partition : PartitionTable.of(whole)) {
      ByteSource part = part(partition);
      if (new SuperblockCopies(part).hasMagic()) {
        found.add(part);
      }
    }
    if (found.size() > 1) {
      throw new DeviceConflictException(
          String.format(
              "%s: holds several btrfs filesystems, name one of %s",
              name.file(), String.join(", ", found.stream().map(ByteSource::name).toList())));
    }
    return found.isEmpty() ? whole : found.get(0);
  }
}
