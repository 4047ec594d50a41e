package io.btrsend.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The demo's filesystem as a file of a test. */
final class DemoFile {
  private DemoFile() {}

  static void unpack(Path file) throws IOException {
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      DemoImage.unpack(out);
    }
  }
}
