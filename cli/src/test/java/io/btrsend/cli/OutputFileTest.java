package io.btrsend.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {
  @TempDir private Path directory;

  private static void write(Output output, String text) throws IOException {
    output.channel().write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void theNameAppearsOnlyWithTheCommit() throws IOException {
    Path file = directory.resolve("stream");
    try (Output output = Output.open(file)) {
      write(output, "all of it");
      assertFalse(Files.exists(file));
      output.commit();
      assertEquals("all of it", Files.readString(file));
    }
    assertEquals(1, directory.toFile().list().length);
  }

  @Test
  void withoutACommitNothingIsLeftAndWhatWasThereStays() throws IOException {
    Path file = directory.resolve("stream");
    Files.writeString(file, "old");
    try (Output output = Output.open(file)) {
      write(output, "half of it");
    }
    assertEquals("old", Files.readString(file));
    assertEquals(1, directory.toFile().list().length);
  }

  @Test
  void aSymbolicLinkIsFollowed() throws IOException {
    Path file = Files.writeString(directory.resolve("stream"), "old");
    Path link = Files.createSymbolicLink(directory.resolve("link"), file);
    try (Output output = Output.open(link)) {
      write(output, "new");
      output.commit();
    }
    assertTrue(Files.isSymbolicLink(link));
    assertEquals("new", Files.readString(file));
  }
}
