package io.btrsend.actors.live;

import com.sun.jna.Native;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * A loop device over a file. It is set up so that the kernel detaches it when its last user lets go
 * of it: once mounted it may be closed, and an unmount is all that is left to do, even if this
 * process is gone by then.
 *
 * @param path the device node
 * @param fd what keeps the device attached until it is closed
 */
record LoopDevice(String path, int fd) implements AutoCloseable {

  private static final int READ_ONLY = 1;
  private static final int AUTOCLEAR = 4;
  private static final int EBUSY = 16;

  // struct loop_config of the kernel's user interface: the file, and in "info" the flags.
  private static final int CONFIG_LENGTH = 304;
  private static final int CONFIG_FLAGS = 8 + 52;

  /** Attaches a free device; if it is read-only, nothing can change the file. */
  static LoopDevice attach(Path file, boolean readOnly) {
    int access = readOnly ? LibC.O_RDONLY : LibC.O_RDWR;
    int backing = LibC.open(LibC.terminated(file.toString()), access, 0);
    if (backing < 0) {
      throw LibC.failure("opening " + file);
    }
    try {
      while (true) {
        LoopDevice free = openFree(access);
        byte[] config = config(backing, readOnly);
        if (LibC.ioctl(free.fd, LibC.LOOP_CONFIGURE, config) == 0) {
          return free;
        }
        int error = Native.getLastError();
        free.close();
        // Others look for free devices too.
        if (error != EBUSY) {
          throw new IllegalStateException("attaching " + file + " failed with error " + error);
        }
      }
    } finally {
      LibC.close(backing);
    }
  }

  private static LoopDevice openFree(int access) {
    int control = LibC.open(LibC.terminated("/dev/loop-control"), LibC.O_RDWR, 0);
    int number = LibC.ioctl(control, LibC.LOOP_CTL_GET_FREE, null);
    LibC.close(control);
    String path = "/dev/loop" + number;
    int fd = number < 0 ? number : LibC.open(LibC.terminated(path), access, 0);
    if (fd < 0) {
      throw LibC.failure("opening a free loop device");
    }
    return new LoopDevice(path, fd);
  }

  private static byte[] config(int backing, boolean readOnly) {
    return ByteBuffer.allocate(CONFIG_LENGTH)
        .order(ByteOrder.nativeOrder())
        .putInt(0, backing)
        .putInt(CONFIG_FLAGS, AUTOCLEAR | (readOnly ? READ_ONLY : 0))
        .array();
  }

  @Override
  public void close() {
    LibC.close(fd);
  }
}
