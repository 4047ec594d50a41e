package io.btrsend.jobs.directory;

import com.sun.jna.Native;
import io.btrsend.engine.text.NameText;
import java.nio.file.FileSystemException;

/** A system call failed. The message names the file, what was attempted, and the reason. */
public final class SystemCallException extends FileSystemException {
  private static final long serialVersionUID = 1L;

  private final ErrorNumber error;

  private SystemCallException(byte[] path, String action, int number) {
    super(NameText.of(path), null, "cannot " + action + ": " + LibC.strerror(number));
    error = ErrorNumber.of(number);
  }

  /**
   * The failure of the call that was made last on this thread.
   *
   * @param path the file as people know it
   * @param action what was attempted, such as {@code make the directory}
   */
  static SystemCallException last(byte[] path, String action) {
    return new SystemCallException(path, action, Native.getLastError());
  }

  public ErrorNumber error() {
    return error;
  }
}
