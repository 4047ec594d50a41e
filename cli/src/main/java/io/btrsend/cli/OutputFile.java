package io.btrsend.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file that appears under its name only when it is complete. Until then the bytes are in a hidden
 * file in the same directory, which is removed when the output is closed uncommitted or the process
 * is interrupted. Thread-safe.
 */
final class OutputFile implements Output {
  private final Path target;
  private final Path temporary;
  private final FileChannel channel;
  private final Thread interruption = new Thread(this::remove, "output-file-removal");
  private boolean settled;

  private OutputFile(Path target, Path temporary) throws IOException {
    this.target = target;
    this.temporary = temporary;
    this.channel =
        FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    Runtime.getRuntime().addShutdownHook(interruption);
  }

  /** A symbolic link is followed: what it points to is replaced. */
  static OutputFile create(Path file) throws IOException {
    Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
    Path directory = target.getParent();
    if (!Files.isDirectory(directory)) {
      throw new NoSuchFileException(directory.toString());
    }
    if (!Files.isWritable(directory)) {
      throw new AccessDeniedException(directory.toString());
    }
    String name = ".btrsend-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
    return new OutputFile(target, target.resolveSibling(name));
  }

  @Override
  public WritableByteChannel channel() {
    return channel;
  }

  @Override
  public synchronized void commit() throws IOException {
    if (settled) {
      return;
    }
    channel.force(true);
    channel.close();
    Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    settled = true;
  }

  @Override
  public void close() throws IOException {
    remove();
    channel.close();
    try {
      Runtime.getRuntime().removeShutdownHook(interruption);
    } catch (IllegalStateException e) {
      // The process is going down: the hook runs, and finds nothing left to do.
      assert settled;
    }
  }

  /** Leaves the channel open: in an interruption nobody is to stumble over its being closed. */
  private synchronized void remove() {
    if (settled) {
      return;
    }
    settled = true;
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
