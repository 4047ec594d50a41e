package io.btrsend.jobs.directory;

import io.btrsend.engine.text.NameText;

/**
 * Something of a file that could not be written to the filesystem.
 *
 * @param path of the file, as people know it
 * @param what in words
 */
public record Loss(Kind kind, String path, String what) {

  /** What is lost. */
  public enum Kind {
    OWNER,
    XATTR,
    DEVICE,
    PRIVILEGE,
    VERITY
  }

  /** Takes what is lost. */
  @FunctionalInterface
  public interface Listener {
    void lost(Loss loss);
  }

  static Loss of(Kind kind, byte[] path, String what) {
    return new Loss(kind, NameText.of(path), what);
  }

  /** One line. */
  @Override
  public String toString() {
    return (path.isEmpty() ? "." : path) + ": " + what;
  }
}
