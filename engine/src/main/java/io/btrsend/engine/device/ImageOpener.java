package io.btrsend.engine.device;

import io.btrsend.engine.DeviceConflictException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns the name of an image into the image: opened, narrowed to the part that holds the
 * filesystem, and with its superblock.
 */
final class ImageOpener {
  private final ImageName name;
  private final Device whole;

  private ImageOpener(ImageName name, Device whole) {
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
    Device whole = Device.open(name.file());
    try {
      Device device = new ImageOpener(name, whole).part();
      SuperblockCopies.Found found = new SuperblockCopies(device).find();
      found
          .primaryProblem()
          .ifPresent(
              problem ->
                  notices.add(
                      device.name()
                          + ": used a mirror of the superblock, for the first: "
                          + problem));
      return new Image(device, found.superblock());
    } catch (RuntimeException e) {
      whole.close();
      throw e;
    }
  }

  private Device part() {
    if (name.offset() >= 0) {
      return whole.part(name.file() + "@" + name.offset(), name.offset(), Long.MAX_VALUE);
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

  private Device part(PartitionTable.Partition partition) {
    return whole.part(
        name.file() + "@p" + partition.number(), partition.start(), partition.length());
  }

  /** The one partition with a filesystem; the whole image if there is none. */
  private Device onlyPartition() {
    List<Device> found = new ArrayList<>();
    for (PartitionTable.Partition partition : PartitionTable.of(whole)) {
      Device part = part(partition);
      if (new SuperblockCopies(part).hasMagic()) {
        found.add(part);
      }
    }
    if (found.size() > 1) {
      throw new DeviceConflictException(
          String.format(
              "%s: holds several btrfs filesystems, name one of %s",
              name.file(), String.join(", ", found.stream().map(Device::name).toList())));
    }
    return found.isEmpty() ? whole : found.get(0);
  }
}
