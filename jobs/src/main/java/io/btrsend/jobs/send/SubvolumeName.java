package io.btrsend.jobs.send;

import io.btrsend.engine.text.NameText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * What a user's text may mean as the name of a subvolume. In the order in which they are tried:
 *
 * <ol>
 *   <li>A path from the top level, as it is. A slash at its beginning or end is ignored, and so is
 *       a component {@code .}; what is left of {@code /} is the top level.
 *   <li>The same path with {@code \xNN} for a byte and {@code \\} for a backslash, for names that
 *       are not UTF-8.
 *   <li>A UUID.
 *   <li>An ID, in decimal digits.
 * </ol>
 *
 * <p>A text that begins with {@code /} or {@code ./} is a path and nothing else.
 *
 * @param text as it was written
 * @param paths one or two, in the order in which they are tried; names separated by {@code /}
 */
record SubvolumeName(String text, List<byte[]> paths, Optional<UUID> uuid, OptionalLong id) {
  static SubvolumeName parse(String text) {
    byte[] literal = path(text.getBytes(StandardCharsets.UTF_8));
    byte[] unescaped = path(NameText.bytes(text));
    List<byte[]> paths =
        Arrays.equals(literal, unescaped) ? List.of(literal) : List.of(literal, unescaped);
    boolean onlyPath = text.startsWith("/") || text.startsWith("./");
    return new SubvolumeName(
        text,
        paths,
        onlyPath ? Optional.empty() : parseUuid(text),
        onlyPath ? OptionalLong.empty() : parseId(text));
  }

  /** Leaves out empty components and those that are a dot. */
  private static byte[] path(byte[] bytes) {
    String exact = new String(bytes, StandardCharsets.ISO_8859_1);
    List<String> components = new ArrayList<>(Arrays.asList(exact.split("/")));
    components.removeIf(component -> component.isEmpty() || component.equals("."));
    return String.join("/", components).getBytes(StandardCharsets.ISO_8859_1);
  }

  private static Optional<UUID> parseUuid(String text) {
    try {
      UUID uuid = UUID.fromString(text);
      // A shorter form would be completed with zeros.
      return uuid.toString().equalsIgnoreCase(text) ? Optional.of(uuid) : Optional.empty();
    } catch (IllegalArgumentException noUuid) {
      return Optional.empty();
    }
  }

  private static OptionalLong parseId(String text) {
    if (!text.chars().allMatch(digit -> digit >= '0' && digit <= '9')) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseUnsignedLong(text));
    } catch (NumberFormatException tooLong) {
      return OptionalLong.empty();
    }
  }
}
