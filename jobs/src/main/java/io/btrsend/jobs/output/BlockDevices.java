package io.btrsend.jobs.output;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What block devices lie on, as Linux tells it in {@code /sys/dev/block}; nothing on other systems.
 * A partition lies on its disk, a loop device on its file, an encrypted or mapped device or an
 * array on the devices below it. Source: Linux, Documentation/ABI, sysfs-block.
 */
final class BlockDevices {
  private static final int SECTOR = 512;

  private final Path devices;

  /**
   * @param devices the directory that has an entry for each device by its number
   */
  BlockDevices(Path devices) {
    this.devices = devices;
  }

  static BlockDevices ofSystem() {
    return new BlockDevices(Path.of("/sys/dev/block"));
  }

  /**
   * A range of a device.
   *
   * @param device its number, {@code MAJOR:MINOR}
   * @param from first byte
   * @param to byte after the last
   * @param exact whether all of the range is meant, or some unknown part of it
   */
  record Range(String device, long from, long to, boolean exact) {
    Range(String device) {
      this(device, 0, Long.MAX_VALUE, true);
    }
  }

  /** A range of a file, or of whatever else its path leads to. */
  record FileRange(Path file, long from, long to, boolean exact) {}

  /** The ranges that a range lies on directly. */
  List<Range> below(Range range) throws IOException {
    Path device = devices.resolve(range.device());
    if (!Files.exists(device)) {
      return List.of();
    }
    if (Files.exists(device.resolve("partition"))) {
      long start = bytes(device, "start");
      Path disk = device.toRealPath().getParent();
      return List.of(
          new Range(
              text(disk, "dev"), range.from() + start, end(device, range) + start, range.exact()));
    }
    List<Range> below = new ArrayList<>();
    if (Files.isDirectory(device.resolve("slaves"))) {
      try (DirectoryStream<Path> parts = Files.newDirectoryStream(device.resolve("slaves"))) {
        for (Path part : parts) {
          below.add(new Range(text(part, "dev"), 0, bytes(part, "size"), false));
        }
      }
    }
    return below;
  }

  /** The file that a range lies on directly. */
  Optional<FileRange> fileBelow(Range range) throws IOException {
    Path device = devices.resolve(range.device());
    if (!Files.exists(device.resolve("loop/backing_file"))) {
      return Optional.empty();
    }
    long start = Long.parseLong(text(device, "loop/offset"));
    return Optional.of(
        new FileRange(
            Path.of(text(device, "loop/backing_file")),
            range.from() + start,
            end(device, range) + start,
            range.exact()));
  }

  private static long end(Path device, Range range) throws IOException {
    return Math.min(range.to(), bytes(device, "size"));
  }

  private static long bytes(Path device, String name) throws IOException {
    return Long.parseLong(text(device, name)) * SECTOR;
  }

  private static String text(Path device, String name) throws IOException {
    return Files.readString(device.resolve(name)).strip();
  }
}
