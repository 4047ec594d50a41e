package io.btrsend.jobs.repository;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PortableNameTest {
  private static final SnapshotId ID = new SnapshotId(new UUID(1, 2), -1);

  private static String of(String path) {
    return PortableName.of(path.getBytes(UTF_8), ID, "0123456789abcdef");
  }

  @Test
  void thePathIsReadable() {
    String end = ".00000000-0000-0001-0000-000000000002-18446744073709551615.0123456789abcdef";
    assertEquals("snapshots_home.2026-11-28" + end, of("snapshots/home.2026-11-28"));
    assertEquals("toplevel" + end, of(""));
    assertEquals("_.hidden" + end, of(".hidden"));
    assertEquals("_nul" + end, of("nul"));
    assertEquals("null" + end, of("null"));
    assertEquals("a_b" + end, of("a/\u00e9 :b"));
  }

  @Test
  void anyPathMakesANameThatAnySystemTakes() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 2000; i++) {
      byte[] path = new byte[random.nextInt(400)];
      random.nextBytes(path);
      String name = PortableName.of(path, ID, "0123456789abcdef");
      assertTrue(name.matches("[A-Za-z0-9_][A-Za-z0-9._-]{0,200}"), "seed " + seed + ": " + name);
      assertTrue(name.length() < 200, "seed " + seed + ": " + name);
    }
  }
}
