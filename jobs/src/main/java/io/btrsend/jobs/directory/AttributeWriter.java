package io.btrsend.jobs.directory;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.btrsend.engine.format.FileMode;
import io.btrsend.engine.text.NameText;
import java.io.IOException;
import java.util.Arrays;

/**
 * Sets owners, modes and extended attributes, as far as the process may and the filesystem can. The
 * rest is lost, and told. Without permission for privileges, neither setuid and setgid bits of
 * files nor capabilities are set. Thread-safe if the listener is.
 */
public final class AttributeWriter {
  private static final int PERMISSIONS = 07777;
  private static final int SET_ID = 06000;
  private static final byte[] CAPABILITY = "security.capability".getBytes(US_ASCII);

  private final boolean privileges;
  private final Loss.Listener losses;

  /**
   * @param privileges whether files may give rights to those who run them
   */
  public AttributeWriter(boolean privileges, Loss.Listener losses) {
    this.privileges = privileges;
    this.losses = losses;
  }

  /** A call that changes a file. */
  @FunctionalInterface
  public interface Call {
    void run() throws IOException;
  }

  /** Looks at a file. */
  @FunctionalInterface
  public interface Look {
    FileStatus run() throws IOException;
  }

  /** Whether a node cannot be made by this process, or not with its number on this filesystem. */
  public static boolean isDeviceRefused(SystemCallException failure) {
    return failure.error() == ErrorNumber.EPERM || failure.error() == ErrorNumber.EINVAL;
  }

  /**
   * Sets the owner of a file.
   *
   * @param path of the file, for the list of losses
   * @param call sets it
   */
  public void owner(byte[] path, long uid, long gid, Call call) throws IOException {
    try {
      call.run();
    } catch (SystemCallException e) {
      if (e.error() != ErrorNumber.EPERM && e.error() != ErrorNumber.EINVAL) {
        throw e;
      }
      losses.lost(Loss.of(Loss.Kind.OWNER, path, "owner " + uid + ":" + gid));
    }
  }

  /**
   * The mode that a file gets; what it lacks is told.
   *
   * @param mode with the type
   * @return without the type
   */
  public int mode(byte[] path, int mode) {
    boolean given = privileges || FileMode.isDirectory(mode) || (mode & SET_ID) == 0;
    if (given) {
      return mode & PERMISSIONS;
    }
    losses.lost(
        Loss.of(
            Loss.Kind.PRIVILEGE,
            path,
            "setuid or setgid bit of mode %04o".formatted(mode & PERMISSIONS)));
    return mode & PERMISSIONS & ~SET_ID;
  }

  /**
   * Sets an extended attribute.
   *
   * @param call sets it
   */
  public void xattr(byte[] path, byte[] attribute, Call call) throws IOException {
    if (!privileges && Arrays.equals(attribute, CAPABILITY)) {
      losses.lost(Loss.of(Loss.Kind.PRIVILEGE, path, "capabilities"));
      return;
    }
    try {
      call.run();
    } catch (SystemCallException e) {
      switch (e.error()) {
        case EPERM, EOPNOTSUPP, E2BIG, ERANGE, ENOSPC, EINVAL ->
            losses.lost(Loss.of(Loss.Kind.XATTR, path, "attribute " + NameText.of(attribute)));
        default -> throw e;
      }
    }
  }

  /**
   * Sets the times of a file. A filesystem that has no such times silently sets the nearest ones.
   *
   * @param call sets them
   * @param status looks at the file
   */
  public void times(byte[] path, FileTimes times, Call call, Look status) throws IOException {
    call.run();
    if (times.areUnusual() && !status.run().times().equals(times)) {
      losses.lost(Loss.of(Loss.Kind.TIMES, path, "times " + times.text()));
    }
  }

  /** Tells that a device node was not made. */
  public void missingDevice(byte[] path) {
    losses.lost(Loss.of(Loss.Kind.DEVICE, path, "device node"));
  }

  /** Tells that a further name of a device node was not made. */
  public void missingLink(byte[] path) {
    losses.lost(Loss.of(Loss.Kind.DEVICE, path, "further name of a device node"));
  }

  /** Tells that an empty file stands for a device node. */
  public void device(byte[] path) {
    losses.lost(Loss.of(Loss.Kind.DEVICE, path, "device node; an empty file is in its place"));
  }

  /** Tells that fs-verity was not enabled. */
  public void verity(byte[] path) {
    losses.lost(Loss.of(Loss.Kind.VERITY, path, "fs-verity"));
  }
}
