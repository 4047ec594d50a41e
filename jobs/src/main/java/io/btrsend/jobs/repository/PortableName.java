package io.btrsend.jobs.repository;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * The name of a stream's file: readable, and usable on every system and in every synced folder. It
 * has the snapshot's identity and the token of who wrote it, so no two are the same, not even where
 * case does not count.
 */
final class PortableName {
  /** So that the whole name stays below 200 characters. */
  private static final int MAX_READABLE = 100;

  /** What Windows takes for a device, whatever follows after a dot. */
  private static final Pattern DEVICE =
      Pattern.compile("(con|prn|aux|nul|com[0-9]|lpt[0-9])(\\.|$)", Pattern.CASE_INSENSITIVE);

  private PortableName() {}

  /**
   * A name without its extension.
   *
   * @param path of the subvolume, names separated by slashes
   */
  static String of(byte[] path, SnapshotId id, String token) {
    return readable(path) + "." + id + "." + token;
  }

  /** Letters, digits and {@code _.-} of a path; the end of it if it is long. */
  private static String readable(byte[] path) {
    StringBuilder text = new StringBuilder();
    // Each byte by itself: the characters that are left are ASCII.
    for (char c : new String(path, StandardCharsets.ISO_8859_1).toCharArray()) {
      boolean plain = c < 128 && (Character.isLetterOrDigit(c) || c == '-' || c == '.' || c == '_');
      char next = plain ? c : '_';
      boolean repeated = next == '_' && text.length() > 0 && text.charAt(text.length() - 1) == '_';
      if (!repeated) {
        text.append(next);
      }
    }
    if (text.length() > MAX_READABLE) {
      text.delete(0, text.length() - MAX_READABLE);
    }
    if (text.length() == 0) {
      return "toplevel";
    }
    return Character.isLetterOrDigit(text.charAt(0)) && !DEVICE.matcher(text).lookingAt()
        ? text.toString()
        : "_" + text;
  }
}
