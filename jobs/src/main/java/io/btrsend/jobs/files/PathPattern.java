package io.btrsend.jobs.files;

import io.btrsend.engine.SendException;
import io.btrsend.engine.SendException.Reason;
import java.util.regex.Pattern;

/**
 * Patterns for paths: {@code *} stands for any characters but '/', {@code **} for any, {@code ?}
 * for one, {@code [...]} for one of several; a pattern has to match a whole path.
 */
public final class PathPattern {
  private PathPattern() {}

  /**
   * The expression of a pattern.
   *
   * @param glob what it is made of, as exact characters of ISO 8859-1
   * @param text as the user wrote it, for messages
   * @throws SendException {@link Reason#INVALID} if a class has no end
   */
  public static Pattern of(String glob, String text) {
    StringBuilder regex = new StringBuilder();
    for (int at = 0; at < glob.length(); at++) {
      char c = glob.charAt(at);
      if (glob.startsWith("**", at)) {
        regex.append(".*");
        at++;
      } else if (c == '*') {
        regex.append("[^/]*");
      } else if (c == '?') {
        regex.append("[^/]");
      } else if (c == '[') {
        int end = glob.indexOf(']', at + 2);
        if (end < 0) {
          throw new SendException(Reason.INVALID, "'" + text + "': a [ without its ]");
        }
        appendClass(regex, glob.substring(at + 1, end));
        at = end;
      } else {
        regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }

  /** A class of characters: only '-' between two of them, and '!' in front, have a meaning. */
  private static void appendClass(StringBuilder regex, String content) {
    boolean negated = content.startsWith("!") || content.startsWith("^");
    regex.append(negated ? "[^/" : "[");
    for (int at = negated ? 1 : 0; at < content.length(); at++) {
      char c = content.charAt(at);
      boolean range = c == '-' && at > (negated ? 1 : 0) && at < content.length() - 1;
      regex.append(range ? "-" : "\\x%02x".formatted((int) c));
    }
    regex.append("]");
  }
}
