package io.btrsend.engine.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FixtureTest {

  private static final int SUPERBLOCK = 64 << 10;
  private static final int MAGIC = 64;
  private static final int TOTAL_BYTES = 112;

  @Test
  void imagesCarryAFilesystemOfTheirOwnSize() throws IOException {
    Path image = Fixture.named("s01-every-object").images().get(0);
    try (FileChannel in = FileChannel.open(image)) {
      ByteBuffer superblock = ByteBuffer.allocate(4096);
      in.read(superblock, SUPERBLOCK);
      byte[] magic = Arrays.copyOfRange(superblock.array(), MAGIC, MAGIC + 8);
      assertEquals("_BHRfS_M", new String(magic, StandardCharsets.US_ASCII));
      assertEquals(Long.reverseBytes(superblock.getLong(TOTAL_BYTES)), in.size());
    }
  }

  @Test
  void everyStreamStartsWithItsHeader() {
    List<Fixture> fixtures = Fixture.all();
    assertTrue(fixtures.size() > 10);
    for (Fixture fixture : fixtures) {
      KernelStream last = fixture.streams().get(fixture.streams().size() - 1);
      byte[] header = Arrays.copyOf(last.bytes(), 17);
      byte[] expected =
          ByteBuffer.allocate(17)
              .put("btrfs-stream\0".getBytes(StandardCharsets.US_ASCII))
              .put((byte) last.version())
              .array();
      assertArrayEquals(expected, header, last::toString);
    }
  }

  @Test
  void imagesAreUnpackedOnce() {
    Fixture fixture = Fixture.named("s29-nothing-changed");
    assertEquals(fixture.images(), Fixture.named("s29-nothing-changed").images());
  }

  @Test
  void unknownNamesAreRefused() {
    assertThrows(UncheckedIOException.class, () -> Fixture.named("no-such-fixture"));
  }
}
