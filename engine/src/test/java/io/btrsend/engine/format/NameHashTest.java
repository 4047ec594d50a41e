package io.btrsend.engine.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NameHashTest {
  @ParameterizedTest
  @CsvSource({
    "'', fffffffe",
    "a, cc443fcc",
    "default, 8dbfc2d2",
    "hello, 5d9f2b1f",
    "hello.txt, 415feb59",
    "user.color, befdb8f9",
    "é.txt, 501fd8d2",
    "xojlwfur, cf86037f",
    "cgpklexf, cf86037f"
  })
  void hashesDirectoryEntriesAsTheKernelDoes(String name, String hash) {
    byte[] bytes = name.getBytes(UTF_8);
    assertEquals(hash, Long.toHexString(NameHash.dirEntry(bytes, 0, bytes.length)));
  }

  @ParameterizedTest
  @CsvSource({
    "256, a, 2477592672",
    "257, a, 1640403811",
    "286, a_very_long_link_name_to_exhaust_inode_ref_000398, 30895180"
  })
  void hashesExtendedReferencesAsTheKernelDoes(long parent, String name, long hash) {
    byte[] bytes = name.getBytes(UTF_8);
    assertEquals(hash, NameHash.extref(parent, bytes, 0, bytes.length));
  }

  @Test
  void hashesOnlyTheRangeGiven() {
    byte[] bytes = "xxhelloyy".getBytes(UTF_8);
    assertEquals(0x5d9f2b1fL, NameHash.dirEntry(bytes, 2, 5));
  }
}
