package io.btrsend.engine.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.SendException;
import io.btrsend.engine.SendException.Reason;
import io.btrsend.engine.StreamFormatException;
import io.btrsend.engine.format.Crc32c;
import io.btrsend.engine.testing.Fixture;
import io.btrsend.engine.testing.KernelStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResumeTokenTest {
  private static final ResumeToken TOKEN =
      new ResumeToken(new StreamPoint(1234567, 89, 0xfedc_ba98_7654_3210L), 4142, 0x0123L);

  private static final String CHARACTERS =
      "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_ .+\u0000\u00e4\u0661\n";
  private static final char[] ALPHABET = CHARACTERS.toCharArray();

  private static List<byte[]> smallOutputs() {
    List<byte[]> outputs = new ArrayList<>();
    for (String name : List.of("s05-directory-swap", "s30-compressed-extents")) {
      List<KernelStream> streams = Fixture.named(name).streams();
      KernelStream smallest =
          streams.stream()
              .filter(stream -> stream.version() == 2)
              .reduce((a, b) -> a.length() <= b.length() ? a : b)
              .orElseThrow();
      byte[] two = Arrays.copyOf(smallest.bytes(), 2 * smallest.length());
      System.arraycopy(two, 0, two, smallest.length(), smallest.length());
      outputs.add(two);
    }
    return outputs;
  }

  private static ResumeToken.Partial read(byte[] bytes) throws IOException {
    try (StreamReader reader = reader(bytes)) {
      return ResumeToken.read(reader);
    }
  }

  private static StreamReader reader(byte[] bytes) {
    return new StreamReader(new ByteArrayInputStream(bytes), "stream", StreamReaderOptions.LENIENT);
  }

  /** The tokens of an output at each end of a command. */
  private static List<ResumeToken> tokens(byte[] bytes) throws IOException {
    List<ResumeToken> tokens = new ArrayList<>();
    try (StreamReader reader = reader(bytes)) {
      for (StreamCommand command = reader.next(); command != null; command = reader.next()) {
        tokens.add(new ResumeToken(reader.point(), command.length(), command.digest()));
      }
    }
    return tokens;
  }

  private static ResumeToken lastBefore(List<ResumeToken> tokens, long end) {
    ResumeToken last = ResumeToken.NOTHING;
    for (ResumeToken token : tokens) {
      if (token.point().bytes() <= end) {
        last = token;
      }
    }
    return last;
  }

  @Test
  void aTokenIsReadAsItWasWritten() {
    Random random = new Random(24);
    List<ResumeToken> tokens = new ArrayList<>(List.of(TOKEN, ResumeToken.NOTHING));
    for (int i = 0; i < 1000; i++) {
      long bytes = random.nextLong(1, 999_999_999_999_999_999L);
      int last = (int) Math.min(bytes, random.nextInt(1, ResumeToken.MAX_LAST_LENGTH + 1));
      StreamPoint point = new StreamPoint(bytes, random.nextLong(1, bytes + 1), random.nextLong());
      tokens.add(new ResumeToken(point, last, random.nextLong()));
    }
    for (ResumeToken token : tokens) {
      assertEquals(token, ResumeToken.parse(token.toString()));
    }
  }

  @Test
  void aTokenIsTheSameTextInEveryLanguage() {
    Locale before = Locale.getDefault();
    String expected = TOKEN.toString();
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    try {
      assertEquals(expected, TOKEN.toString());
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void noCharacterOfATokenCanBeAnother() {
    String text = TOKEN.toString();
    for (int at = 0; at < text.length(); at++) {
      for (char other : ALPHABET) {
        if (other != text.charAt(at)) {
          assertRefused(text.substring(0, at) + other + text.substring(at + 1));
        }
      }
    }
  }

  @Test
  void aTokenCannotBeShorterOrLonger() {
    String text = TOKEN.toString();
    for (int at = 0; at <= text.length(); at++) {
      if (at < text.length()) {
        assertRefused(text.substring(0, at));
        assertRefused(text.substring(at + 1));
        assertRefused(text.substring(0, at) + text.substring(at + 1));
      }
      for (char more : ALPHABET) {
        assertRefused(text.substring(0, at) + more + text.substring(at));
      }
    }
    assertRefused(text + text);
  }

  @Test
  void otherTextIsNoToken() {
    Random random = new Random(25);
    for (int i = 0; i < 20_000; i++) {
      String text =
          random
              .ints(random.nextInt(120), 0, ALPHABET.length)
              .mapToObj(at -> String.valueOf(ALPHABET[at]))
              .collect(Collectors.joining());
      assertRefused(text);
      assertRefused("btrsend1-" + text);
    }
  }

  /** The check at the end is no secret, so numbers can be anything. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "btrsend1-10-1-0000000000000000-11-0000000000000000",
        "btrsend1-999999999999999999-1-0000000000000000-999999999-0000000000000000",
        "btrsend1-999999999999999999-1-0000000000000000-268435457-0000000000000000",
        "btrsend1-10-11-0000000000000000-10-0000000000000000",
        "btrsend1-0-1-0000000000000000-0-0000000000000000",
        "btrsend1-0-0-0000000000000001-0-0000000000000000",
        "btrsend1-00-0-0000000000000000-0-0000000000000000",
        "btrsend1-10-1-0000000000000000-0-0000000000000001",
        "btrsend1-9999999999999999999-1-0000000000000000-0-0000000000000000",
        "btrsend2-10-1-0000000000000000-10-0000000000000000",
      })
  void aTokenThatNoOutputHasIsRefused(String content) {
    byte[] bytes = content.getBytes(StandardCharsets.US_ASCII);
    assertRefused(content + "-" + String.format(Locale.ROOT, "%08x", Crc32c.update(0, bytes)));
  }

  private static void assertRefused(String text) {
    SendException refused =
        assertThrows(SendException.class, () -> ResumeToken.parse(text), () -> "'" + text + "'");
    assertEquals(Reason.INVALID, refused.reason());
    assertEquals(1, refused.getMessage().lines().count());
  }

  @ParameterizedTest
  @MethodSource("smallOutputs")
  void whatIsCutAnywhereHasTheTokenOfItsLastWholeCommand(byte[] bytes) throws IOException {
    List<ResumeToken> tokens = tokens(bytes);
    List<Long> streamEnds = List.of(bytes.length / 2L, (long) bytes.length);
    for (int end = 0; end <= bytes.length; end++) {
      ResumeToken.Partial partial = read(Arrays.copyOf(bytes, end));
      assertEquals(lastBefore(tokens, end), partial.token(), "cut after " + end);
      assertEquals(streamEnds.contains((long) end), partial.defect() == null, "cut after " + end);
    }
  }

  @ParameterizedTest
  @MethodSource("smallOutputs")
  void whatFollowsAPlaceIsReadFromThereOn(byte[] bytes) throws IOException {
    List<ResumeToken> tokens = tokens(bytes);
    int version = 2;
    for (ResumeToken from : tokens) {
      int at = (int) from.point().bytes();
      for (int end = at; end <= bytes.length; end += 1 + (end - at) / 3) {
        var rest = new ByteArrayInputStream(bytes, at, end - at);
        StreamReader reader =
            StreamReader.continuing(Channels.newChannel(rest), "rest", from.point(), version);
        assertEquals(
            lastBefore(tokens, end).point(),
            ResumeToken.read(reader).token().point(),
            "from " + at + " to " + end);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("smallOutputs")
  void aFlippedBitEndsWhatIsSoundInFrontOfItsCommand(byte[] bytes) throws IOException {
    Random random = new Random(bytes.length);
    List<ResumeToken> tokens = tokens(bytes);
    for (ResumeToken token : tokens) {
      long begin = token.point().bytes() - token.lastLength();
      for (int i = 0; i < 8; i++) {
        int at = (int) begin + random.nextInt(token.lastLength());
        byte[] damaged = bytes.clone();
        damaged[at] ^= (byte) (1 << random.nextInt(8));
        ResumeToken.Partial partial = read(damaged);
        assertEquals(lastBefore(tokens, begin), partial.token(), "flipped at " + at);
        assertNotNull(partial.defect());
        assertEquals(1, partial.defect().lines().count());
      }
    }
  }

  @Test
  void aFlippedBitInAHeaderIsNoStreamOrAnotherDigest() throws IOException {
    for (byte[] bytes : smallOutputs()) {
      ResumeToken whole = read(bytes).token();
      List<StreamPoint> points = tokens(bytes).stream().map(ResumeToken::point).toList();
      for (int bit = 0; bit < 8 * CommandWriter.STREAM_HEADER_LENGTH; bit++) {
        byte[] damaged = bytes.clone();
        damaged[bit / 8] ^= (byte) (1 << bit % 8);
        try {
          assertNotEquals(whole.point().digest(), read(damaged).token().point().digest());
        } catch (StreamFormatException e) {
          assertTrue(e.getMessage().startsWith("stream: at byte 0: "), e.getMessage());
        }
        byte[] second = bytes.clone();
        second[bytes.length / 2 + bit / 8] ^= (byte) (1 << bit % 8);
        ResumeToken.Partial partial = read(second);
        StreamPoint end = partial.token().point();
        assertTrue(
            end.bytes() == bytes.length / 2 || !points.contains(end),
            "bit " + bit + " of the second header");
      }
    }
  }

  @Test
  void bytesThatAreNoBeginningOfAStreamHaveNoToken() {
    for (String text : List.of("x", "btrfs-strean", "\0\0\0\0", "btrfs-stream\1")) {
      byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
      assertThrows(StreamFormatException.class, () -> read(bytes), text);
    }
  }

  /** Ten zeros are a command of type 0 whose checksum matches. */
  @Test
  void zerosAreNoCommands() throws IOException {
    byte[] bytes = smallOutputs().get(0);
    List<ResumeToken> tokens = tokens(bytes);
    for (int at = CommandWriter.STREAM_HEADER_LENGTH; at < bytes.length; at++) {
      byte[] zeroed = bytes.clone();
      Arrays.fill(zeroed, at, bytes.length, (byte) 0);
      ResumeToken token = read(zeroed).token();
      assertEquals(token, lastBefore(tokens, token.point().bytes()), "zeros from " + at);
      assertNotNull(read(zeroed).defect());
    }
  }

  @Test
  void garbageBehindTheEndIsADefectBehindAllCommands() throws IOException {
    byte[] bytes = smallOutputs().get(0);
    List<ResumeToken> tokens = tokens(bytes);
    ResumeToken all = tokens.get(tokens.size() - 1);
    Random random = new Random(3);
    assertNull(read(bytes).defect());
    for (int length : List.of(1, 5, 16, 17, 18, 30, 5000, 600_000)) {
      for (boolean zeros : List.of(true, false)) {
        byte[] garbage = new byte[length];
        if (!zeros) {
          random.nextBytes(garbage);
        }
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(bytes);
        both.writeBytes(garbage);
        ResumeToken.Partial partial = read(both.toByteArray());
        assertEquals(all, partial.token());
        assertNotNull(partial.defect());
      }
    }
  }
}
