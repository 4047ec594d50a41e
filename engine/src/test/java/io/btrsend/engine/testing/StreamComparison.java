package io.btrsend.engine.testing;

import io.btrsend.engine.StreamFormatException;
import io.btrsend.engine.stream.DumpFormat;
import io.btrsend.engine.stream.LocalTimeText;
import io.btrsend.engine.stream.StreamCommand;
import io.btrsend.engine.stream.StreamDump;
import io.btrsend.engine.stream.StreamJson;
import io.btrsend.engine.stream.StreamReader;
import io.btrsend.engine.stream.StreamReaderOptions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;

/**
 * Says where two streams that should be the same part ways: the first command that differs, decoded
 * on both sides, with the commands around it.
 *
 * <pre>
 * command 17 at byte 1234: expected
 *   clone           ./snap/f      offset=0 len=4096 from=./snap/e clone_offset=0
 * but was
 *   write           ./snap/f      offset=0 len=4096
 * </pre>
 */
public final class StreamComparison {
  private static final int CONTEXT = 4;

  private StreamComparison() {}

  /** What differs, for people; null if the streams are the same. */
  public static String difference(byte[] expected, byte[] actual) {
    int at = Arrays.mismatch(expected, actual);
    return at < 0 ? null : report(expected, actual, at);
  }

  /** Like the other method, of two files. */
  public static String difference(Path expected, Path actual) {
    try {
      return Files.mismatch(expected, actual) < 0
          ? null
          : difference(Files.readAllBytes(expected), Files.readAllBytes(actual));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Does nothing if the streams are the same.
   *
   * @param what is compared, for the message
   * @throws AssertionError if they differ, saying where
   */
  public static void assertSame(Object what, byte[] expected, byte[] actual) {
    String difference = difference(expected, actual);
    if (difference != null) {
      throw new AssertionError(what + "\n" + difference);
    }
  }

  private static String report(byte[] expected, byte[] actual, int at) {
    Side left = new Side(expected);
    Side right = new Side(actual);
    Deque<String> before = new ArrayDeque<>();
    left.next();
    right.next();
    while (!left.over && !right.over && left.end <= at && right.end <= at) {
      before.addLast(left.number + "  " + left.dumped);
      if (before.size() > CONTEXT) {
        before.removeFirst();
      }
      left.next();
      right.next();
    }
    StringBuilder text = new StringBuilder();
    text.append("the streams of ").append(expected.length).append(" and ");
    text.append(actual.length).append(" bytes differ from byte ").append(at).append(" on\n");
    before.forEach(line -> text.append("  ").append(line).append('\n'));
    text.append("command ").append(Math.max(left.number, right.number));
    text.append(" at byte ").append(left.begin).append(": expected\n");
    appendSide(text, left, right, at);
    text.append("but was\n");
    appendSide(text, right, left, at);
    appendRest(text, "expected next", left);
    appendRest(text, "actual next", right);
    return text.toString();
  }

  private static void appendSide(StringBuilder text, Side side, Side other, int at) {
    text.append("  ").append(side.dumped).append('\n');
    if (!side.dumped.equals(other.dumped)) {
      return;
    }
    // The difference is in what a dump does not show.
    text.append("  ").append(side.facts).append('\n');
    if (side.facts.equals(other.facts)) {
      text.append("  bytes from ").append(at).append(": ").append(side.bytes(at)).append('\n');
    }
  }

  private static void appendRest(StringBuilder text, String title, Side side) {
    if (side.over) {
      return;
    }
    text.append(title).append('\n');
    for (int i = 0; i < CONTEXT && !side.over; i++) {
      side.next();
      text.append("  ").append(side.dumped).append('\n');
    }
  }

  /** One side's commands, decoded one after the other. */
  private static final class Side {
    private final byte[] stream;
    private final StreamReader reader;
    private final StreamDump dump =
        new StreamDump(DumpFormat.PROGS_6_9_1, new LocalTimeText(ZoneOffset.UTC));
    private final StreamJson json = new StreamJson();

    private long number;
    private long begin;
    private long end;
    private boolean over;
    private String dumped = "";
    private String facts = "";

    private Side(byte[] stream) {
      this.stream = stream;
      reader =
          new StreamReader(new ByteArrayInputStream(stream), "stream", StreamReaderOptions.LENIENT);
    }

    /** Goes on to the next command; what cannot be read ends the side with the reason. */
    private void next() {
      ByteArrayOutputStream dumpOut = new ByteArrayOutputStream();
      ByteArrayOutputStream jsonOut = new ByteArrayOutputStream();
      try {
        StreamCommand command = reader.next();
        if (command == null) {
          over("(the stream is over)");
          return;
        }
        number = command.number();
        begin = command.offset();
        end = begin + command.length();
        String title =
            command.type() == null
                ? "unknown command " + command.typeNumber()
                : command.type().title();
        dump.print(command, dumpOut);
        json.print(command, jsonOut);
        dumped = dumpOut.size() == 0 ? title : dumpOut.toString(StandardCharsets.UTF_8).strip();
        facts = jsonOut.toString(StandardCharsets.UTF_8).strip();
      } catch (StreamFormatException e) {
        over("(unreadable: " + e.getMessage() + ")");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void over(String reason) {
      over = true;
      begin = Math.max(end, reader.offset());
      end = stream.length;
      dumped = reason;
      facts = "";
    }

    private String bytes(long from) {
      int start = (int) Math.min(from, stream.length);
      int stop = (int) Math.min(end, start + 48L);
      return HexFormat.ofDelimiter(" ").formatHex(stream, start, Math.max(start, stop));
    }
  }
}
