package io.btrsend.jobs.send;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubvolumeNameTest {
  private static final String UUID_TEXT = "408c5ea7-8432-5941-84c1-d38cc66b8a84";

  /** Each byte as one character. */
  private static List<String> paths(String text) {
    return SubvolumeName.parse(text).paths().stream()
        .map(path -> new String(path, StandardCharsets.ISO_8859_1))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/p1", "/a/p1", "./a/p1", "a/p1/", "//a/./p1/.", "/./a//p1"})
  void slashesAtTheEndsAndDotsDoNotCount(String text) {
    assertEquals(List.of("a/p1"), paths(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", ".", "./"})
  void nothingIsTheTopLevel(String text) {
    assertEquals(List.of(""), paths(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {".hidden", "..", "a.", "..."})
  void onlyADotAloneIsLeftOut(String text) {
    assertEquals(List.of(text), paths(text));
  }

  @ParameterizedTest
  @CsvSource({"a\\xe4b,a\u00e4b", "a\\\\b,a\\b", "a\\\\xe4,a\\xe4", "\\x2Fa,a"})
  void anEscapeIsTriedAfterTheTextAsItIs(String text, String unescaped) {
    assertEquals(List.of(text, unescaped), paths(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\\xe", "a\\x", "a\\xgg", "a\\n", "\\"})
  void whatIsNoEscapeStaysAsItIs(String text) {
    assertEquals(List.of(text), paths(text));
  }

  @Test
  void otherCharactersBecomeUtf8() {
    String text = "\u20ac\ud83d\ude00\\xff";
    String utf8 =
        new String(
            "\u20ac\ud83d\ude00".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    assertEquals(utf8 + "\u00ff", paths(text).get(1));
  }

  @Test
  void aUuidIsThirtySixCharactersInEitherCase() {
    Optional<UUID> uuid = Optional.of(UUID.fromString(UUID_TEXT));
    assertEquals(uuid, SubvolumeName.parse(UUID_TEXT).uuid());
    assertEquals(uuid, SubvolumeName.parse(UUID_TEXT.toUpperCase(Locale.ROOT)).uuid());
    assertTrue(SubvolumeName.parse("1-2-3-4-5").uuid().isEmpty());
  }

  @Test
  void anIdIsDecimalDigits() {
    assertEquals(OptionalLong.of(257), SubvolumeName.parse("257").id());
    assertEquals(OptionalLong.of(-1), SubvolumeName.parse("18446744073709551615").id());
    for (String text : List.of("", "+257", "-1", "0x5", "18446744073709551616")) {
      assertTrue(SubvolumeName.parse(text).id().isEmpty(), text);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/257", "./257", "/" + UUID_TEXT, "./" + UUID_TEXT})
  void whatBeginsLikeAPathIsNothingElse(String text) {
    SubvolumeName name = SubvolumeName.parse(text);
    assertTrue(name.id().isEmpty() && name.uuid().isEmpty());
  }
}
