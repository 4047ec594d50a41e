package io.btrsend.jobs.files;

import io.btrsend.engine.extent.UnreadableData;
import io.btrsend.engine.files.FileData;
import io.btrsend.engine.files.FileTree;
import io.btrsend.engine.files.TarWriter;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.SubvolumeInfo;
import io.btrsend.engine.text.NameText;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.function.Consumer;

/** Puts selected files of a subvolume into a tar archive. For one thread. */
public final class TarJob {
  private static final int BUFFER = 1 << 18;

  private final Filesystem filesystem;
  private final SubvolumeInfo subvolume;
  private final UnreadableData policy;

  /**
   * @param policy gets file data that cannot be read
   */
  public TarJob(Filesystem filesystem, SubvolumeInfo subvolume, UnreadableData policy) {
    this.filesystem = filesystem;
    this.subvolume = subvolume;
    this.policy = policy;
  }

  /**
   * Writes the archive.
   *
   * @param selected as {@link FileSelection} takes it
   * @param out stays open
   * @param lost is told of each file that an archive cannot hold, one line
   * @throws IOException if it cannot be written
   */
  public void run(List<String> selected, WritableByteChannel out, Consumer<String> lost)
      throws IOException {
    FileTree tree = new FileTree(filesystem, subvolume);
    OutputStream buffered = new BufferedOutputStream(Channels.newOutputStream(out), BUFFER);
    try (FileData data = new FileData(filesystem, tree.subvolume(), policy)) {
      TarWriter tar = new TarWriter(tree, data, Channels.newChannel(buffered));
      new FileSelection(tree, selected)
          .visit(
              (entry, named) -> {
                if (!tar.add(entry)) {
                  lost.accept(NameText.of(entry.path()) + ": a tar archive cannot hold a socket");
                }
              });
      tar.finish();
      buffered.flush();
    }
  }
}
