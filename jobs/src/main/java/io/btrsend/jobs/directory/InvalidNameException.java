package io.btrsend.jobs.directory;

import io.btrsend.engine.text.NameText;
import java.nio.file.FileSystemException;

/** A name that no file can have, or that leads out of its directory. */
public final class InvalidNameException extends FileSystemException {
  private static final long serialVersionUID = 1L;

  InvalidNameException(byte[] name) {
    super(NameText.of(name), null, "is not the name of a file");
  }
}
