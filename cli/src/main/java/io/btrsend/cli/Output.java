package io.btrsend.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Where a stream goes. Closed without having been committed, it leaves nothing behind. */
interface Output extends AutoCloseable {

  WritableByteChannel channel();

  /** All has been written: makes it last, and visible under its name. */
  void commit() throws IOException;

  @Override
  void close() throws IOException;

  /** To a file if one is named; a file that exists and is no regular one is written as it is. */
  static Output open(Path file) throws IOException {
    if (file == null) {
      return standard();
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      return plain(FileChannel.open(file, StandardOpenOption.WRITE));
    }
    return OutputFile.create(file);
  }

  private static Output standard() {
    return plain(new FileOutputStream(FileDescriptor.out).getChannel());
  }

  private static Output plain(FileChannel channel) {
    return new Output() {
      @Override
      public WritableByteChannel channel() {
        return channel;
      }

      @Override
      public void commit() throws IOException {
        channel.close();
      }

      @Override
      public void close() {}
    };
  }
}
