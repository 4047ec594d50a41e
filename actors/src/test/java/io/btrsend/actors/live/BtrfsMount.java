package io.btrsend.actors.live;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Mounts images and unmounts them, by system calls: a program for each would take longer. */
final class BtrfsMount {

  /** What the kernel wants as flags instead of as text. */
  private static final Map<String, Integer> FLAGS =
      Map.of("ro", LibC.MS_RDONLY, "noatime", LibC.MS_NOATIME);

  private BtrfsMount() {}

  /**
   * Mounts the images of one filesystem.
   *
   * @param options as for mount -o
   */
  static void mount(List<Path> images, Path top, String options) {
    mount(images, top, options, false);
  }

  /** Mounts images without a log so that nothing in them can change. */
  static void mountFrozen(List<Path> images, Path top) {
    mount(images, top, "ro", true);
  }

  private static void mount(List<Path> images, Path top, String options, boolean readOnly) {
    List<LoopDevice> loops = new ArrayList<>();
    try {
      for (Path image : images) {
        loops.add(LoopDevice.attach(image, readOnly));
      }
      // Without nodev, an operation on a random device node would reach this machine's devices.
      long flags = LibC.MS_NODEV;
      List<String> texts = new ArrayList<>();
      for (String option : options.split(",", -1)) {
        if (FLAGS.containsKey(option)) {
          flags |= FLAGS.get(option);
        } else {
          texts.add(option);
        }
      }
      loops.forEach(loop -> texts.add("device=" + loop.path()));
      int result =
          LibC.mount(
              LibC.terminated(loops.get(0).path()),
              LibC.terminated(top.toString()),
              LibC.terminated("btrfs"),
              flags,
              LibC.terminated(String.join(",", texts)));
      if (result < 0) {
        throw LibC.failure("mounting " + images + " with " + options);
      }
    } finally {
      loops.forEach(LoopDevice::close);
    }
  }

  static void unmount(Path top) {
    if (LibC.umount2(LibC.terminated(top.toString()), 0) < 0) {
      throw LibC.failure("unmounting " + top);
    }
  }
}
