package io.btrsend.jobs.output;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;

/**
 * A file that appears under its name only when it is complete. Until then the bytes are in another
 * file in the same directory: a hidden one that is removed if the output is discarded, or a partial
 * one that stays.
 */
final class OutputFile extends Output {
  private final Path target;
  private final Path temporary;
  private final FileChannel channel;
  private final FileOwnership ownership;
  private final boolean kept;
  private boolean settled;

  private OutputFile(
      Path target, Path temporary, FileChannel channel, FileOwnership ownership, boolean kept) {
    this.target = target;
    this.temporary = temporary;
    this.channel = channel;
    this.ownership = ownership;
    this.kept = kept;
  }

  /**
   * Begins a file. A symbolic link is followed: the file that it leads to is made or replaced.
   *
   * @throws FileSystemException if there can be no such file, or it cannot belong to whom the one
   *     belongs that it replaces
   */
  static OutputFile create(Path file) throws IOException {
    Path target = LinkTarget.of(file);
    String name = ".btrsend-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
    return create(target, target.resolveSibling(name), false);
  }

  /**
   * Like {@link #create}, but until it is complete, the bytes are in a partial file that stays.
   *
   * @param partial must not exist
   */
  static OutputFile createPartial(Path file, Path partial) throws IOException {
    return create(LinkTarget.of(file), partial, true);
  }

  /** Goes on with a partial file. */
  static OutputFile reopenPartial(Path file, Path partial) throws IOException {
    Path target = LinkTarget.of(file);
    FileOwnership ownership = FileOwnership.ofReplacement(target);
    FileChannel channel =
        FileChannel.open(partial, StandardOpenOption.READ, StandardOpenOption.WRITE);
    return new OutputFile(target, partial, channel, ownership, true);
  }

  private static OutputFile create(Path target, Path temporary, boolean kept) throws IOException {
    Path directory = target.getParent();
    if (!Files.isDirectory(directory)) {
      throw new NoSuchFileException(directory.toString());
    }
    if (!Files.isWritable(directory)) {
      throw new AccessDeniedException(directory.toString());
    }
    FileOwnership ownership = FileOwnership.ofReplacement(target);
    FileChannel channel =
        FileChannel.open(
            temporary,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            FileOwnership.atCreation(target));
    OutputFile output = new OutputFile(target, temporary, channel, ownership, kept);
    try {
      ownership.give(temporary);
      return output;
    } catch (IOException e) {
      Files.deleteIfExists(temporary);
      channel.close();
      throw e;
    }
  }

  @Override
  public FileChannel channel() {
    return channel;
  }

  @Override
  public Optional<String> notice() throws IOException {
    return ownership.notice(temporary);
  }

  @Override
  public void complete() throws IOException {
    // Writing may have taken the set-user-ID bit away.
    ownership.give(temporary);
    channel.force(true);
    channel.close();
  }

  @Override
  public void publish() throws IOException {
    Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    settled = true;
    forceDirectory();
  }

  /** Makes the name last too, where directories can be opened. */
  private void forceDirectory() throws IOException {
    Path directory = target.getParent();
    if (FileOwnership.isKnown(directory) && Files.isReadable(directory)) {
      try (FileChannel entries = FileChannel.open(directory)) {
        entries.force(true);
      }
    }
  }

  @Override
  public void discard() throws IOException {
    if (!settled && !kept) {
      settled = true;
      Files.deleteIfExists(temporary);
    }
  }
}
