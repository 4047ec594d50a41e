package io.btrsend.jobs.output;

import io.btrsend.jobs.output.BlockDevices.FileRange;
import io.btrsend.jobs.output.BlockDevices.Range;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the bytes of a file or device lie: on itself, and on everything that it lies on. Two names
 * share storage if a write to one can change what is read from the other. Immutable. Source:
 * stat(2).
 */
public final class Storage {
  /** What is at the end of a path. */
  public enum Kind {
    ABSENT,
    REGULAR,
    DIRECTORY,
    BLOCK_DEVICE,
    /** A pipe or socket: written like a file, but what is written is nowhere. */
    PIPE,
    /** A terminal or the like, which any number of people may read and write. */
    OTHER
  }

  /**
   * A range of bytes of one file or device.
   *
   * @param holder the file or device
   * @param exact whether all of the range is meant, or some unknown part of it
   */
  private record Extent(String holder, long from, long to, boolean exact) {
    /** Unknown parts of one device belong to two devices made of it, which do not meet. */
    boolean overlaps(Extent other) {
      return holder.equals(other.holder)
          && from < other.to
          && other.from < to
          && (exact || other.exact);
    }
  }

  private static final int TYPE = 0170000;
  private static final int FIFO = 0010000;
  private static final int CHARACTER_DEVICE = 0020000;
  private static final int DIRECTORY = 0040000;
  private static final int BLOCK_DEVICE = 0060000;
  private static final int SOCKET = 0140000;

  private final BlockDevices devices;
  private final List<Extent> extents = new ArrayList<>();
  private final Kind kind;

  private Storage(BlockDevices devices, Path file) throws IOException {
    this.devices = devices;
    Path target = LinkTarget.of(file);
    if (file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      kind = addFile(new FileRange(file, 0, Long.MAX_VALUE, true));
      if (kind == Kind.ABSENT) {
        addEntry(target);
      }
    } else {
      kind = !Files.exists(file) ? Kind.ABSENT : kindWithoutModes(file);
      add("path " + (kind == Kind.ABSENT ? target.normalize() : file.toRealPath()));
    }
  }

  private Storage(BlockDevices devices, String device) throws IOException {
    this.devices = devices;
    kind = Kind.BLOCK_DEVICE;
    addDevice(new Range(device));
  }

  /**
   * The storage of what a path leads to. If that does not exist, it is the place in its directory.
   *
   * @throws IOException if the path cannot be followed
   */
  static Storage of(Path file) throws IOException {
    return of(BlockDevices.ofSystem(), file);
  }

  /** Like {@link #of(Path)}, with other devices than the system's. */
  static Storage of(BlockDevices devices, Path file) throws IOException {
    return new Storage(devices, file);
  }

  /** The storage of a block device, by its number. */
  static Storage ofDevice(BlockDevices devices, String number) throws IOException {
    return new Storage(devices, number);
  }

  Kind kind() {
    return kind;
  }

  boolean overlaps(Storage other) {
    return extents.stream().anyMatch(mine -> other.extents.stream().anyMatch(mine::overlaps));
  }

  private static Kind kindWithoutModes(Path file) {
    return Files.isDirectory(file) ? Kind.DIRECTORY : Kind.REGULAR;
  }

  /** Adds a range of what a path leads to, and says what that is. */
  private Kind addFile(FileRange range) throws IOException {
    Map<String, Object> attributes;
    try {
      attributes = Files.readAttributes(range.file(), "unix:mode,dev,ino,rdev");
    } catch (NoSuchFileException e) {
      return Kind.ABSENT;
    }
    String inode = attributes.get("dev") + ":" + attributes.get("ino");
    switch ((Integer) attributes.get("mode") & TYPE) {
      case BLOCK_DEVICE -> {
        String number = number((Long) attributes.get("rdev"));
        addDevice(new Range(number, range.from(), range.to(), range.exact()));
        return Kind.BLOCK_DEVICE;
      }
      case CHARACTER_DEVICE -> {
        return Kind.OTHER;
      }
      case FIFO, SOCKET -> {
        add("pipe " + inode);
        return Kind.PIPE;
      }
      case DIRECTORY -> {
        return Kind.DIRECTORY;
      }
      default -> {
        extents.add(new Extent("file " + inode, range.from(), range.to(), range.exact()));
        return Kind.REGULAR;
      }
    }
  }

  private void addEntry(Path file) throws IOException {
    Map<String, Object> attributes = Files.readAttributes(file.getParent(), "unix:dev,ino");
    add("entry " + attributes.get("dev") + ":" + attributes.get("ino") + " " + file.getFileName());
  }

  private void add(String holder) {
    extents.add(new Extent(holder, 0, Long.MAX_VALUE, true));
  }

  /** A device number as Linux prints it. */
  private static String number(long device) {
    long major = (device >>> 8 & 0xfff) | (device >>> 32 & ~0xfffL);
    long minor = (device & 0xff) | (device >>> 12 & ~0xffL);
    return (int) major + ":" + (int) minor;
  }

  private void addDevice(Range range) throws IOException {
    String holder = "device " + range.device();
    extents.add(new Extent(holder, range.from(), range.to(), range.exact()));
    for (Range below : devices.below(range)) {
      addDevice(below);
    }
    Optional<FileRange> file = devices.fileBelow(range);
    if (file.isPresent()) {
      addFileBelow(file.get());
    }
  }

  private void addFileBelow(FileRange file) throws IOException {
    try {
      var unused = addFile(file);
    } catch (AccessDeniedException e) {
      // Without access to its directory nobody can name the file as an output either.
      return;
    }
  }
}
