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

  /** The name of the mount point, next to the images. */
  static final String TOP = "top";

  private final Path directory;
  private final Path top;
  private final FilesystemSettings settings;
  private final List<Path> images = new ArrayList<>();
  private final List<Integer> held = new ArrayList<>();
  private String mountOptions;
  private int imagesMade;
  private boolean mounted;

  private LoopFilesystem(Path directory, FilesystemSettings settings) {
    this.directory = directory;
    this.top = directory.resolve(TOP);
    this.settings = settings;
    this.mountOptions = settings.mountOptions();
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
    List<String> command = new ArrayList<>(List.of("mkfs.btrfs", "-q", "-f"));
    command.addAll(settings.mkfsOptions());
    if (!settings.contents().isEmpty()) {
      settings.contents().forEach(operation -> operation.apply(this));
      Path contents = Files.move(top, directory.resolve("contents"));
      Files.createDirectory(top);
      command.addAll(List.of("--rootdir", contents.toString()));
    }
    for (int number = 0; number < settings.devices(); number++) {
      images.add(newImage());
    }
    images.forEach(image -> command.add(image.toString()));
    Commands.run(command);
  }

  /** An empty file for one more device; {@link #images()} does not have it yet. */
  Path newImage() throws IOException {
    Path image = directory.resolve("image." + imagesMade++);
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(settings.deviceSize());
    }
    return image;
  }

  /** Mounts it as the settings say, or as said since. */
  void mount() {
    BtrfsMount.mount(images, top, mountOptions);
    mounted = true;
  }

  /**
   * Mounts it as the last commit left it, so that nothing in the images changes. Even a read-only
   * mount would replay the log, and a mount that leaves it alone does not send: copies lose it.
   */
  void mountFrozen() {
    List<Path> mountable = images;
    if (images.stream().anyMatch(Superblocks::haveLog)) {
      mountable = ImageCopies.beside(images, ".without-log").take().paths();
      mountable.forEach(Superblocks::clearLog);
    }
    BtrfsMount.mountFrozen(mountable, top);
    mounted = true;
  }

  /** Unmounts it and mounts it with these options, which also hold for later mounts. */
  void remount(String options) {
    unmount();
    mountOptions = options;
    mount();
  }

  String mountOptions() {
    return mountOptions;
  }

  void unmount() {
    letGo();
    BtrfsMount.unmount(top);
    mounted = false;
  }

  /** Keeps a file open until the next unmount, or until the images have been taken. */
  int hold(String relative) {
    int fd = open(relative, LibC.O_RDONLY);
    if (fd >= 0) {
      held.add(fd);
    }
    return errno(fd);
  }

  private void letGo() {
    held.forEach(LibC::close);
    held.clear();
  }

  /** Unmounts it so that from now on its images are as the ending says. */
  void take(Ending ending) throws IOException {
    switch (ending.taking()) {
      case UNMOUNTED -> unmount();
      case POWER_CUT -> unmountLeaving(ImageCopies.beside(images, ".taken").take());
      case POWER_CUT_WHILE_COMMITTING -> {
        List<Superblocks.Saved> before = images.stream().map(Superblocks::save).toList();
        control(LibC.SYNC);
        ImageCopies copies = ImageCopies.beside(images, ".taken").take();
        for (int number = 0; number < images.size() / 2; number++) {
          Superblocks.restore(copies.paths().get(number), before.get(number));
        }
        unmountLeaving(copies);
      }
      case FROZEN -> {
        ImageCopies copies = ImageCopies.beside(images, ".taken");
        control(LibC.FIFREEZE);
        try {
          copies.take();
        } finally {
          control(LibC.FITHAW);
        }
        unmountLeaving(copies);
      }
    }
    Cleaner.goOn(images, top, ending.dropSteps());
  }

  private void unmountLeaving(ImageCopies copies) throws IOException {
    unmount();
    copies.replaceOriginals();
  }

  private void control(long request) {
    int error = withFile("", LibC.O_RDONLY, fd -> LibC.ioctl(fd, request, null));
    if (error != 0) {
      throw new IllegalStateException("freezing, thawing or syncing failed: error " + error);
    }
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

  /** The devices in the order they came in. */
  List<Path> images() {
    return Collections.unmodifiableList(images);
  }

  /** A device joins the filesystem that {@link #newImage()} made. */
  void joined(Path image) {
    images.add(image);
  }

  /** A device has left the filesystem. */
  void left(Path image) {
    images.remove(image);
    image.toFile().delete();
  }

  /** What the kernel says of the subvolumes of the mounted filesystem. */
  List<RootTree.Root> subvolumes() {
    int fd = open("", LibC.O_RDONLY);
    List<RootTree.Root> subvolumes = RootTree.subvolumes(fd);
    LibC.close(fd);
    return subvolumes;
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
    return LibC.terminated(top + "/" + relative);
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
