package io.btrsend.jobs.directory;

import io.btrsend.engine.text.NameText;
import java.nio.file.FileSystemException;

/** A file was to be read or written whose contents are not its own. */
public final class NotRegularException extends FileSystemException {
  private static final long serialVersionUID = 1L;

  NotRegularException(byte[] path, String action) {
    super(NameText.of(path), null, "cannot " + action + " what is not a regular file");
  }
}
