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
    OWNER("owners"),
    TIMES("times"),
    XATTR("attributes"),
    DEVICE("device nodes"),
    PRIVILEGE("setuid bits and capabilities"),
    VERITY("fs-verity");

    private final String plural;

    Kind(String plural) {
      this.plural = plural;
    }

    /** How many, in words. */
    public String counted(long count) {
      return plural + " " + count;
    }
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
