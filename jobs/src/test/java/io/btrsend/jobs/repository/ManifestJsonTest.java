package io.btrsend.jobs.repository;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ManifestJsonTest {
  private final Manifest manifest =
      Manifests.of(-5, 4, new UUID(3, 3), Instant.parse("2026-11-01T12:00:00.5Z"));

  private final byte[] bytes = ManifestJson.write(manifest);

  @Test
  void whatIsWrittenIsRead() {
    assertEquals(manifest, ManifestJson.read(bytes, "m.json"));
  }

  @Test
  void anyFlippedBitAndAnyCutIsNoticed() {
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      byte[] flipped = bytes.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertRefused(flipped);
    }
    for (int length = 0; length < bytes.length; length++) {
      assertRefused(Arrays.copyOf(bytes, length));
    }
  }

  private static void assertRefused(byte[] damaged) {
    DamagedRepositoryException e =
        assertThrows(DamagedRepositoryException.class, () -> ManifestJson.read(damaged, "m.json"));
    assertTrue(e.getMessage().startsWith("m.json: "), e.getMessage());
    assertEquals(1, e.getMessage().lines().count(), e.getMessage());
  }
}
