package io.btrsend.engine.send;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.FilesystemOptions;
import io.btrsend.engine.testing.Fixture;
import io.btrsend.engine.testing.Requests;
import java.io.ByteArrayOutputStream;
import java.nio.channels.Channels;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A hole that says that it is compressed has no stored bytes that could be sent as they are. */
class CompressedHoleTest {
  @Test
  void compressedDataFailsAsInTheKernelAndSaysWhatHelps() throws Exception {
    Fixture fixture = Fixture.named("inc-compressed-hole");
    try (Filesystem filesystem = Filesystem.open(fixture.images(), FilesystemOptions.defaults())) {
      SendRequest request =
          Requests.of(filesystem.subvolumes(), "p2", Optional.of("p1"), List.of(), 2, true, false);
      SendSession session = SendSession.open(filesystem, request);

      CorruptFilesystemException failure =
          assertThrows(
              CorruptFilesystemException.class,
              () -> SequentialSend.run(session, Channels.newChannel(new ByteArrayOutputStream())));

      assertTrue(
          failure.getMessage().endsWith("it can be sent without --compressed-data"),
          failure.getMessage());
    }
  }
}
