package io.btrsend.engine.format;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntryNameTest {
  @ParameterizedTest
  @ValueSource(strings = {"a", "...", ".a", "a..", "..a", "\u0001", "\\", "ü"})
  void oddNamesAreNames(String name) {
    assertTrue(isSound(name));
    assertTrue(isSound(name + "x".repeat(200)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "/", "../a", "a/b", "a\0", "\0"})
  void whatWouldLeadElsewhereIsNoName(String name) {
    assertFalse(isSound(name));
  }

  @ParameterizedTest
  @ValueSource(ints = {256, 1000})
  void longerThanAnyDirectoryAllowsIsNoName(int length) {
    assertFalse(isSound("x".repeat(length)));
    assertTrue(isSound("x".repeat(255)));
  }

  private static boolean isSound(String name) {
    byte[] bytes = ("/" + name + "/").getBytes(StandardCharsets.UTF_8);
    return EntryName.isSound(bytes, 1, bytes.length - 2);
  }
}
