package io.btrsend.actors.live;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Has {@code btrfs send} of this machine send from a mounted filesystem. */
final class KernelSend {

  private static final Pattern ERROR = Pattern.compile("send ioctl failed with -(\\d+)");

  private static final long READ_ONLY = 2;

  private KernelSend() {}

  /** Whether everything the task names is a read-only subvolume. */
  static boolean isPossible(Path top, SendTask task) {
    List<String> named = new ArrayList<>(task.cloneSources());
    named.add(task.subvolume());
    task.parent().ifPresent(named::add);
    return named.stream().allMatch(each -> isReadOnly(top.resolve(each)));
  }

  private static boolean isReadOnly(Path subvolume) {
    int fd = LibC.open(LibC.terminated(subvolume.toString()), LibC.O_RDONLY, 0);
    ByteBuffer flags = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
    boolean known = fd >= 0 && LibC.ioctl(fd, LibC.SUBVOL_GETFLAGS, flags.array()) == 0;
    if (fd >= 0) {
      LibC.close(fd);
    }
    return known && (flags.getLong() & READ_ONLY) != 0;
  }

  /**
   * Sends.
   *
   * @return 0, or the error number if the kernel gave up
   * @throws IllegalStateException if it was not the kernel that failed
   */
  static int run(Path top, SendTask task, Path output) {
    List<String> command = new ArrayList<>(List.of("btrfs", "-q", "send"));
    command.addAll(task.options(top.toString()));
    command.addAll(List.of("-f", output.toString(), top + "/" + task.subvolume()));
    Commands.Outcome outcome = Commands.attempt(command);
    if (outcome.status() == 0) {
      return 0;
    }
    Matcher error = ERROR.matcher(outcome.output());
    if (error.find()) {
      return Integer.parseInt(error.group(1));
    }
    throw new IllegalStateException(String.join(" ", command) + ": " + outcome.output());
  }
}
