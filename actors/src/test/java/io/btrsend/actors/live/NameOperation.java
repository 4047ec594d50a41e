package io.btrsend.actors.live;

import static io.btrsend.actors.live.LibC.AT_FDCWD;

/** Operations on names: creating, linking, moving and removing. */
sealed interface NameOperation extends Operation {

  /** An empty regular file. */
  record Create(String path) implements NameOperation {
    @Override
    public int apply(LoopFilesystem filesystem) {
      return filesystem.withFile(path, LibC.O_RDWR | LibC.O_CREAT | LibC.O_EXCL, fd -> 0);
    }
  }

  record Mkdir(String path) implements NameOperation {
    @Override
    public int apply(LoopFilesystem filesystem) {
      return LoopFilesystem.errno(LibC.mkdir(filesystem.path(path), 0755));
    }
  }

  record Symlink(String target, String path) implements NameOperation {
    @Override
    public int apply(LoopFilesystem filesystem) {
      byte[] bytes = LibC.terminated(target);
      return LoopFilesystem.errno(LibC.symlink(bytes, filesystem.path(path)));
    }
  }

  /**
   * A fifo, socket or device.
   *
   * @param mode type and permissions
   * @param device as the C library numbers it
   */
  record Mknod(String path, long mode, long device) implements NameOperation {
    @Override
    public int apply(LoopFilesystem filesystem) {
      return LoopFilesystem.errno(LibC.mknod(filesystem.path(path), (int) mode, device));
    }
  }

  record Link(String from, String to) implements NameOperation {
    @Override
    public int apply(LoopFilesystem filesystem) {
      return LoopFilesystem.errno(LibC.link(filesystem.path(from), filesystem.path(to)));
    }
  }

  record Rename(String from, String to) implements NameOperation {
    @Override
    public int apply(LoopFilesystem filesystem) {
      return LoopFilesystem.errno(LibC.rename(filesystem.path(from), filesystem.path(to)));
    }
  }

  /** Two names trade places. */
  record Exchange(String one, String other) implements NameOperation {
    @Override
    public int apply(LoopFilesystem filesystem) {
      byte[] a = filesystem.path(one);
      byte[] b = filesystem.path(other);
      return LoopFilesystem.errno(LibC.renameat2(AT_FDCWD, a, AT_FDCWD, b, LibC.RENAME_EXCHANGE));
    }
  }

  record Unlink(String path) implements NameOperation {
    @Override
    public int apply(LoopFilesystem filesystem) {
      return LoopFilesystem.errno(LibC.unlink(filesystem.path(path)));
    }
  }

  record Rmdir(String path) implements NameOperation {
    @Override
    public int apply(LoopFilesystem filesystem) {
      return LoopFilesystem.errno(LibC.rmdir(filesystem.path(path)));
    }
  }

  /** Keeps a file open, so that it outlives its last name until the next unmount. */
  record Hold(String path) implements NameOperation {
    @Override
    public int apply(LoopFilesystem filesystem) {
      return filesystem.hold(path);
    }
  }
}
