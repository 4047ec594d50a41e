package io.btrsend.actors.live;

import com.sun.jna.Native;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A btrfs filesystem on loop devices over sparse files in a directory of its own, with the calls
 * that operations act on it by. Closing it unmounts it and removes the directory, whatever happened
 * before.
 *
 * <p>For one thread.
 */
final class LoopFilesystem implements AutoCloseable {

  private final Path directory;
  private final Path top;
  private final FilesystemSettings settings;
  private final List<Path> images = new ArrayList<>();
  private boolean mounted;

  private LoopFilesystem(Path directory, FilesystemSettings settings) {
    this.directory = directory;
    this.top = directory.resolve("top");
    this.settings = settings;
  }

  /** Makes a filesystem and mounts it. */
  static LoopFilesystem create(FilesystemSettings settings) {
    try {
      Path directory = Files.createTempDirectory(scratch(), "btrsend-live");
      LoopFilesystem filesystem = new LoopFilesystem(directory, settings);
      try {
        filesystem.format();
        filesystem.mount();
        return filesystem;
      } catch (IOException | RuntimeException e) {
        filesystem.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** In memory where that is possible: thousands of filesystems need not wear out a disk. */
  private static Path scratch() {
    String chosen = System.getProperty("btrsend.live.dir");
    if (chosen != null) {
      return Path.of(chosen);
    }
    Path memory = Path.of("/dev/shm");
    return Files.isWritable(memory) ? memory : Path.of(System.getProperty("java.io.tmpdir"));
  }

  private void format() throws IOException {
    Files.createDirectory(top);
    for (int number = 0; number < settings.devices(); number++) {
      Path image = directory.resolve("image." + number);
      try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
        file.setLength(settings.deviceSize());
      }
      images.add(image);
    }
    List<String> command = new ArrayList<>(List.of("mkfs.btrfs", "-q", "-f"));
    command.addAll(settings.mkfsOptions());
    images.forEach(image -> command.add(image.toString()));
    Commands.run(command);
  }

  /** Mounts it as the settings say. */
  void mount() {
    mount(settings.mountOptions());
  }

  /** Mounts it so that nothing in the images changes. */
  void mountReadOnly() {
    mount("ro");
  }

  private void mount(String options) {
    List<String> loops = new ArrayList<>();
    try {
      for (Path image : images) {
        loops.add(Commands.run("losetup", "--find", "--show", image.toString()).strip());
      }
      if (loops.size() > 1) {
        Commands.run("btrfs", "device", "scan", loops);
      }
      // Without nodev, an operation on a random device node would reach this machine's devices.
      Commands.run("mount", "-t", "btrfs", "-o", options + ",nodev", loops.get(0), top.toString());
      mounted = true;
    } finally {
      // A device in use is only marked: the kernel lets it go at the unmount, even if this process
      // is gone by then.
      loops.forEach(loop -> Commands.run("losetup", "--detach", loop));
    }
  }

  void unmount() {
    Commands.run("umount", top.toString());
    mounted = false;
  }

  @Override
  public void close() {
    if (mounted) {
      unmount();
    }
    for (Path image : images) {
      image.toFile().delete();
    }
    Commands.run("rm", "-rf", "--one-file-system", directory.toString());
  }

  List<Path> images() {
    return Collections.unmodifiableList(images);
  }

  /** A place for results beside the images, removed with them. */
  Path directory() {
    return directory;
  }

  Path top() {
    return top;
  }

  /** A path in this filesystem as the C library takes it. */
  byte[] path(String relative) {
    return Operation.terminated(top + "/" + relative);
  }

  /** Something done with an open file; returns a negative number on failure. */
  @FunctionalInterface
  interface OnFile {
    long apply(int fd);
  }

  /** Something done with two open files; returns a negative number on failure. */
  @FunctionalInterface
  interface OnFiles {
    long apply(int source, int target);
  }

  /**
   * Opens a file, unless it is a symbolic link, and does something with it. Returns 0 or the error
   * number of what failed.
   */
  int withFile(String relative, int flags, OnFile action) {
    int fd = open(relative, flags);
    if (fd < 0) {
      return Native.getLastError();
    }
    int error = errno(action.apply(fd));
    LibC.close(fd);
    return error;
  }

  /** Opens two files, the first for reading, and does something with them. */
  int withFiles(String source, String target, int targetFlags, OnFiles action) {
    int from = open(source, LibC.O_RDONLY);
    if (from < 0) {
      return Native.getLastError();
    }
    int error = withFile(target, targetFlags, to -> action.apply(from, to));
    LibC.close(from);
    return error;
  }

  /** Never waits: in a shortened list of operations, what used to be a file may be a fifo. */
  private int open(String relative, int flags) {
    return LibC.open(path(relative), flags | LibC.O_NONBLOCK | LibC.O_NOFOLLOW, 0644);
  }

  /** What a system call's result means: 0, or the error number. */
  static int errno(long result) {
    return result < 0 ? Native.getLastError() : 0;
  }
}
