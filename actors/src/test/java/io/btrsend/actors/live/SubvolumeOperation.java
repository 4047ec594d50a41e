package io.btrsend.actors.live;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Operations on subvolumes and on the filesystem as a whole. */
sealed interface SubvolumeOperation extends Operation {

  /** Room for the arguments of the ioctls on subvolumes. */
  int ARGUMENT = 4096;

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
    private static final long READ_ONLY = 2;

    @Override
    public int apply(LoopFilesystem filesystem) {
      return filesystem.withFiles(
          subvolume,
          parentOf(path),
          LibC.O_RDONLY,
          (source, dir) -> LibC.ioctl(dir, LibC.SNAP_CREATE_V2, argument(source)));
    }

    private byte[] argument(int source) {
      return SubvolumeOperation.argument()
          .putLong(0, source)
          .putLong(16, READ_ONLY)
          .put(56, nameOf(path))
          .array();
    }
  }

  /** Commits everything. */
  record Sync() implements SubvolumeOperation {
    @Override
    public int apply(LoopFilesystem filesystem) {
      return filesystem.withFile("", LibC.O_RDONLY, top -> LibC.ioctl(top, LibC.SYNC, null));
    }
  }

  /** Unmounts and mounts again, so that the numbers of deleted inodes are used again. */
  record Remount() implements SubvolumeOperation {
    @Override
    public int apply(LoopFilesystem filesystem) {
      filesystem.unmount();
      filesystem.mount();
      return 0;
    }
  }

  private static ByteBuffer argument() {
    return ByteBuffer.allocate(ARGUMENT).order(ByteOrder.nativeOrder());
  }

  private static String parentOf(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('/')));
  }

  private static byte[] nameOf(String path) {
    return Operation.terminated(path.substring(path.lastIndexOf('/') + 1));
  }
}
