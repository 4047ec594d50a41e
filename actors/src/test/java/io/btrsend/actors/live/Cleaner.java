package io.btrsend.actors.live;

import io.btrsend.actors.live.RootTree.Root;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The kernel thread that drops the trees of deleted subvolumes: waiting for it, and stopping it
 * half way.
 *
 * <p>It drops a leaf in some ten microseconds and notes how far it is only when a transaction is to
 * be committed meanwhile. So it is stopped by requesting one commit after the other on a fresh
 * mount, where it has to wait for its first leaf, and by taking the devices as they are on disk
 * after that, as if power were cut. That succeeds about every second time and gets one leaf or a
 * few further.
 */
final class Cleaner {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration STEP = Duration.ofMillis(150);
  private static final int ATTEMPTS_PER_STEP = 4;

  private Cleaner() {}

  /**
   * Waits until it has nothing left to do.
   *
   * @param fd any open file of the filesystem
   * @return false if that took too long
   */
  static boolean await(int fd) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!deleted(fd).isEmpty()) {
      if (System.nanoTime() > end) {
        return false;
      }
      LibC.ioctl(fd, LibC.SYNC, null);
      Thread.onSpinWait();
    }
    return true;
  }

  private static List<Root> deleted(int fd) {
    return RootTree.subvolumes(fd).stream().filter(Root::isDeleted).toList();
  }

  /**
   * Lets it go on a little, so many times, in images that are not mounted. When a step turns out
   * too large, so that nothing would be left, it is taken back and tried again, a few times.
   *
   * @param mountPoint where they can be mounted meanwhile
   */
  static void goOn(List<Path> images, Path mountPoint, int steps) throws IOException {
    ImageCopies work = ImageCopies.beside(images, ".work");
    ImageCopies cut = ImageCopies.beside(images, ".cut");
    List<Root> state = steps == 0 ? List.of() : onDisk(images, mountPoint);
    int done = 0;
    for (int attempt = 0; done < steps && attempt < steps * ATTEMPTS_PER_STEP; attempt++) {
      if (state.isEmpty()) {
        break;
      }
      BtrfsMount.mount(work.take().paths(), mountPoint, "noatime");
      commitUntilItHasGoneOn(mountPoint);
      cut.take(work.paths());
      BtrfsMount.unmount(mountPoint);
      List<Root> after = onDisk(cut.paths(), mountPoint);
      if (!after.isEmpty() && !after.equals(state)) {
        state = after;
        cut.replaceOriginals();
        done += after.stream().anyMatch(Root::isPartlyDropped) ? 1 : 0;
      }
    }
    work.delete();
    cut.delete();
  }

  private static void commitUntilItHasGoneOn(Path top) {
    int fd = LibC.open(LibC.terminated(top.toString()), LibC.O_RDONLY, 0);
    List<Root> before = deleted(fd);
    long end = System.nanoTime() + STEP.toNanos();
    do {
      LibC.ioctl(fd, LibC.SYNC, null);
    } while (deleted(fd).equals(before) && System.nanoTime() < end);
    LibC.close(fd);
  }

  private static List<Root> onDisk(List<Path> images, Path mountPoint) {
    BtrfsMount.mountFrozen(images, mountPoint);
    int fd = LibC.open(LibC.terminated(mountPoint.toString()), LibC.O_RDONLY, 0);
    List<Root> roots = deleted(fd);
    LibC.close(fd);
    BtrfsMount.unmount(mountPoint);
    return roots;
  }
}
