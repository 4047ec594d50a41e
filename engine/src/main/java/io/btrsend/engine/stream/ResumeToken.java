package io.btrsend.engine.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.btrsend.engine.SendException;
import io.btrsend.engine.SendException.Reason;
import io.btrsend.engine.StreamFormatException;
import io.btrsend.engine.format.Crc32c;
import java.io.IOException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a receiver has of an output that was interrupted: how far its last whole command reaches,
 * and what a sender needs to recognize that it makes the same output.
 *
 * <p>As text it is {@code btrsend1-BYTES-COMMANDS-DIGEST-LAST-LASTDIGEST-CHECK}: numbers decimal,
 * digests hexadecimal, and a CRC-32C of all before it, against mistakes in copying.
 *
 * @param point after the last whole command
 * @param lastLength bytes of that command; 0 if there is none to compare
 * @param lastDigest XXH64 of all bytes of that command, file data and checksum included
 */
public record ResumeToken(StreamPoint point, int lastLength, long lastDigest) {
  private static final Pattern TEXT =
      Pattern.compile(
          "(btrsend1-([0-9]{1,18})-([0-9]{1,18})-([0-9a-f]{16})-([0-9]{1,9})-([0-9a-f]{16}))"
              + "-([0-9a-f]{8})");

  /** The longest command that is read. */
  static final int MAX_LAST_LENGTH = StreamReaderOptions.LENIENT.maxCommandV2();

  /** What a receiver has who has nothing. */
  public static final ResumeToken NOTHING = new ResumeToken(StreamPoint.START, 0, 0);

  /**
   * What could be read of an output.
   *
   * @param token of its whole commands
   * @param defect why reading ended there, one line; null if the output ends after an END command
   */
  public record Partial(ResumeToken token, String defect) {}

  /**
   * Reads an output up to its last sound command. One that ends inside its first header or command
   * has the token {@link #NOTHING}.
   *
   * @throws StreamFormatException if it does not begin like a stream; nothing at all does
   * @throws IOException if it cannot be read
   */
  public static Partial read(StreamReader reader) throws IOException {
    ResumeToken token = new ResumeToken(reader.point(), 0, 0);
    try {
      for (StreamCommand command = reader.next(); command != null; command = reader.next()) {
        if (command.type() == null) {
          // Zeros, which a file may end with after a loss of power, are commands of type 0 whose
          // checksums match.
          return new Partial(token, command.at("no command has this type"));
        }
        token = new ResumeToken(reader.point(), command.length(), command.digest());
      }
      return new Partial(token, null);
    } catch (StreamFormatException e) {
      if (reader.offset() == 0 && !reader.isCutInHeader()) {
        throw e;
      }
      return new Partial(token, e.getMessage());
    }
  }

  /**
   * Reads the text of a token.
   *
   * @throws SendException {@link Reason#INVALID} if it is not one, or was not copied as it was
   */
  public static ResumeToken parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw new SendException(
          Reason.INVALID, "this is no token of 'btrsend token': it begins with btrsend1-");
    }
    if (!check(parts.group(1)).equals(parts.group(7))) {
      throw new SendException(
          Reason.INVALID, "the token was changed or cut off: copy the whole line");
    }
    StreamPoint point =
        new StreamPoint(
            Long.parseLong(parts.group(2)),
            Long.parseLong(parts.group(3)),
            Long.parseUnsignedLong(parts.group(4), 16));
    ResumeToken token =
        new ResumeToken(
            point, Integer.parseInt(parts.group(5)), Long.parseUnsignedLong(parts.group(6), 16));
    if (!token.isPossible() || !token.toString().equals(text)) {
      throw new SendException(Reason.INVALID, "the token contradicts itself");
    }
    return token;
  }

  /** Whether an output can have it. */
  private boolean isPossible() {
    return lastLength == 0
        ? equals(NOTHING)
        : lastLength <= Math.min(point.bytes(), MAX_LAST_LENGTH)
            && point.commands() > 0
            && point.commands() <= point.bytes();
  }

  @Override
  public String toString() {
    String content =
        String.format(
            Locale.ROOT,
            "btrsend1-%d-%d-%016x-%d-%016x",
            point.bytes(),
            point.commands(),
            point.digest(),
            lastLength,
            lastDigest);
    return content + "-" + check(content);
  }

  private static String check(String content) {
    return String.format(Locale.ROOT, "%08x", Crc32c.update(0, content.getBytes(US_ASCII)));
  }
}
