package io.btrsend.engine.send;

import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.FilesystemOptions;
import io.btrsend.engine.testing.Fixture;
import io.btrsend.engine.testing.KernelStream;
import io.btrsend.engine.testing.Qcow2Writer;
import io.btrsend.engine.testing.StreamComparison;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same streams, whatever the images are. */
class ImageKindsTest {
  @TempDir Path directory;

  @Test
  void aQcow2ImageAndARawOneMakeAFilesystem() throws IOException {
    Fixture fixture = Fixture.named("dev-raid1");
    Path disk = Qcow2Writer.write(fixture.images().get(0), directory.resolve("disk.qcow2"));
    compareAll(fixture, List.of(disk.toString(), fixture.images().get(1).toString()));
  }

  private static void compareAll(Fixture fixture, List<String> images) throws IOException {
    try (Filesystem filesystem = Filesystem.openNamed(images, FilesystemOptions.defaults())) {
      for (KernelStream expected : fixture.streams()) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SendSession session =
            SendSession.open(filesystem, expected.request(filesystem.subvolumes()));
        SequentialSend.run(session, Channels.newChannel(out));
        StreamComparison.assertSame(expected.toString(), expected.bytes(), out.toByteArray());
      }
    }
  }
}
