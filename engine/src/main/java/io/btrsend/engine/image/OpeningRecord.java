package io.btrsend.engine.image;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What came up while images were opened: every file that was opened for them, and what a user
 * should know. For one thread at a time.
 */
public final class OpeningRecord {
  private final List<String> notices = new ArrayList<>();
  private final Set<Path> files = new LinkedHashSet<>();

  /** Creates a record of nothing. */
  public OpeningRecord() {}

  /** A record of the same, to which more can be added. */
  public OpeningRecord copy() {
    OpeningRecord copy = new OpeningRecord();
    copy.notices.addAll(notices);
    copy.files.addAll(files);
    return copy;
  }

  /** Adds what a user should know, one line. */
  public void notice(String line) {
    notices.add(line);
  }

  /** Adds a file or device whose bytes are read, whether or not it is of use in the end. */
  public void opened(Path file) {
    files.add(file);
  }

  /** In the order in which they came up. */
  public List<String> notices() {
    return Collections.unmodifiableList(notices);
  }

  /** The images, their backing files and their data files. */
  public Set<Path> files() {
    return Collections.unmodifiableSet(files);
  }
}
