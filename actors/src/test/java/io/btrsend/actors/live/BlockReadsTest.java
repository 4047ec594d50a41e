package io.btrsend.actors.live;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.FilesystemOptions;
import io.btrsend.engine.filesystem.SubvolumeInfo;
import io.btrsend.engine.send.SendOptions;
import io.btrsend.engine.send.SendReport;
import io.btrsend.engine.send.SendRequest;
import io.btrsend.engine.send.SendSession;
import io.btrsend.engine.send.SequentialSend;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whether the cost of an incremental send grows with the change instead of the filesystem. */
@Tag("kernel")
class BlockReadsTest {
  private static final int DIRECTORIES = 1_000;
  private static final int FILES_PER_DIRECTORY = 200;
  private static final FilesystemSettings SETTINGS =
      new FilesystemSettings(1, 2L << 30, List.of(), "noatime", List.of());

  @BeforeAll
  static void needsTheKernel() {
    LiveKernel.assume();
  }

  @Test
  void aChangeOfOneFileAmong200000ReadsFewBlocks() throws IOException {
    try (LoopFilesystem live = LoopFilesystem.create(SETTINGS)) {
      build(live);
      live.unmount();
      try (Filesystem filesystem = Filesystem.open(live.images(), FilesystemOptions.defaults())) {
        SubvolumeInfo before = find(filesystem, "before");
        SubvolumeInfo after = find(filesystem, "after");
        SendRequest request = new SendRequest(after, before, List.of(before), SendOptions.DEFAULT);
        SendReport report =
            SequentialSend.run(
                SendSession.open(filesystem, request),
                Channels.newChannel(OutputStream.nullOutputStream()));
        assertTrue(report.commands() > 2, report + " holds the change");
        long blocks = filesystem.blocksRead();
        assertTrue(blocks < 200, blocks + " blocks read for a change of one file");
      }
    }
  }

  private static void build(LoopFilesystem live) throws IOException {
    Path tree = live.top().resolve("tree");
    Commands.run("btrfs", "-q", "subvolume", "create", tree);
    for (int d = 0; d < DIRECTORIES; d++) {
      Path directory = Files.createDirectory(tree.resolve("d" + d));
      for (int f = 0; f < FILES_PER_DIRECTORY; f++) {
        Files.createFile(directory.resolve("f" + f));
      }
    }
    snapshot(live, tree, "before");
    Files.writeString(tree.resolve("d500").resolve("f100"), "changed");
    snapshot(live, tree, "after");
  }

  private static void snapshot(LoopFilesystem live, Path tree, String name) throws IOException {
    Commands.run("btrfs", "-q", "subvolume", "snapshot", "-r", tree, live.top().resolve(name));
  }

  private static SubvolumeInfo find(Filesystem filesystem, String path) {
    return filesystem
        .subvolumes()
        .byPath(path.getBytes(StandardCharsets.UTF_8))
        .orElseThrow(() -> new AssertionError("no subvolume " + path));
  }
}
