package io.btrsend.actors.live;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Operations on subvolumes. */
sealed interface SubvolumeOperation extends Operation {

  /** Room for the arguments of the ioctls on subvolumes. */
  int ARGUMENT = 4096;

  long READ_ONLY = 2;

  record CreateSubvolume(String path) implements SubvolumeOperation {
    @Override
    public int apply(LoopFilesystem filesystem) {
      byte[] argument = argument().put(8, nameOf(path)).array();
      return filesystem.withFile(
          parentOf(path), LibC.O_RDONLY, dir -> LibC.ioctl(dir, LibC.SUBVOL_CREATE, argument));
    }
  }

  record DeleteSubvolume(String path) implements SubvolumeOperation {
    @Override
    public int apply(LoopFilesystem filesystem) {
      byte[] argument = argument().put(8, nameOf(path)).array();
      return filesystem.withFile(
          parentOf(path), LibC.O_RDONLY, dir -> LibC.ioctl(dir, LibC.SNAP_DESTROY, argument));
    }
  }

  /** A read-only snapshot. */
  record Snapshot(String subvolume, String path) implements SubvolumeOperation {
    @Override
    public int apply(LoopFilesystem filesystem) {
      return snapshot(filesystem, subvolume, path, READ_ONLY);
    }
  }

  record WritableSnapshot(String subvolume, String path) implements SubvolumeOperation {
    @Override
    public int apply(LoopFilesystem filesystem) {
      return snapshot(filesystem, subvolume, path, 0);
    }
  }

  /** Makes a subvolume read-only (1) or writable (0). */
  record SetReadOnly(String path, long readOnly) implements SubvolumeOperation {
    @Override
    public int apply(LoopFilesystem filesystem) {
      byte[] flags =
          ByteBuffer.allocate(Long.BYTES)
              .order(ByteOrder.nativeOrder())
              .putLong(readOnly == 0 ? 0 : READ_ONLY)
              .array();
      return filesystem.withFile(
          path, LibC.O_RDONLY, fd -> LibC.ioctl(fd, LibC.SUBVOL_SETFLAGS, flags));
    }
  }

  /**
   * Sends a snapshot and receives it into a directory of the same filesystem.
   *
   * @param parent the snapshot that the stream is incremental to, or "-"
   */
  record Receive(String snapshot, String parent, String directory, long version)
      implements SubvolumeOperation {
    @Override
    public int apply(LoopFilesystem filesystem) {
      String top = filesystem.top() + "/";
      List<String> incremental = parent.equals("-") ? List.of() : List.of("-p", top + parent);
      return Piped.receive(top + directory, incremental, top + snapshot, version);
    }
  }

  /** Receives the only snapshot of another filesystem, drawn from a seed of its own. */
  record ReceiveForeign(String snapshot, String directory, long seed, long version)
      implements SubvolumeOperation {
    @Override
    public int apply(LoopFilesystem filesystem) {
      LiveScenario scenario = LiveScenario.foreign(seed, snapshot);
      try (LoopFilesystem foreign = LoopFilesystem.create(scenario.settings())) {
        scenario.operations().forEach(operation -> operation.apply(foreign));
        String target = filesystem.top() + "/" + directory;
        return Piped.receive(target, List.of(), foreign.top() + "/" + snapshot, version);
      }
    }
  }

  private static int snapshot(
      LoopFilesystem filesystem, String subvolume, String path, long readOnly) {
    return filesystem.withFiles(
        subvolume,
        parentOf(path),
        LibC.O_RDONLY,
        (source, dir) -> {
          byte[] argument =
              argument().putLong(0, source).putLong(16, readOnly).put(56, nameOf(path)).array();
          return LibC.ioctl(dir, LibC.SNAP_CREATE_V2, argument);
        });
  }

  private static ByteBuffer argument() {
    return ByteBuffer.allocate(ARGUMENT).order(ByteOrder.nativeOrder());
  }

  private static String parentOf(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('/')));
  }

  private static byte[] nameOf(String path) {
    return LibC.terminated(path.substring(path.lastIndexOf('/') + 1));
  }

  /** btrfs send into btrfs receive. */
  final class Piped {
    private static final String SCRIPT =
        "set -o pipefail; into=$1; shift; btrfs -q send \"$@\" | btrfs -q receive \"$into\"";
    private static final int EIO = 5;

    private Piped() {}

    private static int receive(
        String directory, List<String> incremental, String snapshot, long version) {
      List<String> command = new ArrayList<>(List.of("bash", "-c", SCRIPT, "receive"));
      command.addAll(List.of(directory, "--proto", Long.toString(version)));
      command.addAll(incremental);
      command.add(snapshot);
      return Commands.attempt(command).status() == 0 ? 0 : EIO;
    }
  }
}
