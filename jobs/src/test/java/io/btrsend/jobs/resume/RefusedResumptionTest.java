package io.btrsend.jobs.resume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.SendException;
import io.btrsend.engine.SendException.Reason;
import io.btrsend.engine.testing.Fixture;
import io.btrsend.engine.testing.KernelStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be gone on with is refused with one line, and the partial file stays as it is. */
class RefusedResumptionTest {
  private static final Fixture FIXTURE = Fixture.named("dev-dup");

  @TempDir private Path directory;
  private ResumableSend send;
  private byte[] expected;

  @BeforeEach
  void interrupt() throws IOException {
    KernelStream stream =
        FIXTURE.streams().stream()
            .filter(one -> one.parent().isPresent())
            .findFirst()
            .orElseThrow();
    expected = stream.bytes();
    send =
        new ResumableSend(
            FIXTURE.images(),
            subvolumes -> List.of(stream.request(subvolumes)),
            false,
            directory.resolve("out"),
            List.of("head-start=1h"));
    assertNull(send.begin(expected.length * 3 / 4));
    Random random = new Random(1);
    while (PartialFile.read(directory.resolve("out")).checkpoint().point().bytes() == 0) {
      send.checkpoint(random, List.of());
    }
  }

  private String json() throws IOException {
    return Files.readString(send.record());
  }

  private void assertRefused(Reason reason, String part) throws IOException {
    assertRefused(send, false, reason, part);
  }

  private void assertRefused(ResumableSend again, boolean all, Reason reason, String part)
      throws IOException {
    byte[] before = Files.readAllBytes(send.partial());
    String record = json();
    SendException refused =
        assertThrows(SendException.class, () -> again.goOn(Long.MAX_VALUE, all), record);
    assertEquals(reason, refused.reason(), refused.getMessage());
    assertTrue(refused.getMessage().contains(part), refused.getMessage());
    assertEquals(1, refused.getMessage().lines().count(), refused.getMessage());
    assertArrayEquals(before, Files.readAllBytes(send.partial()));
    assertEquals(record, json());
  }

  @Test
  void anotherFilesystemIsRefused() throws IOException {
    assertRefused(
        send.of(Fixture.named("dev-single").images()),
        false,
        Reason.DIFFERENT,
        "the images hold filesystem ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"subvolume", "parent"})
  void anotherSubvolumeWithTheSameNameIsRefused(String which) throws IOException {
    replaceIn(which, "\"uuid\":\"[^\"]*\"", "\"uuid\":\"00000000-0000-0000-0000-000000000001\"");
    assertRefused(Reason.DIFFERENT, "is not there");
  }

  @ParameterizedTest
  @ValueSource(strings = {"subvolume", "parent"})
  void aSubvolumeThatWasChangedIsRefused(String which) throws IOException {
    replaceIn(which, "\"generation\":\"[^\"]*\"", "\"generation\":\"1\"");
    assertRefused(Reason.DIFFERENT, "was changed: generation ");
  }

  @Test
  void anotherOptionIsRefused() throws IOException {
    replace("\"no_data\":false", "\"no_data\":true");
    assertRefused(Reason.DIFFERENT, "so it cannot go on at byte ");
    replace("\"no_data\":true", "\"no_data\":false");
    replace("\"protocol\":1", "\"protocol\":2");
    assertRefused(Reason.DIFFERENT, "the first ");
  }

  private void replaceIn(String object, String pattern, String by) throws IOException {
    String json = json();
    int at = json.indexOf("\"" + object + "\":{");
    String rest = json.substring(at).replaceFirst(pattern, Matcher.quoteReplacement(by));
    Files.writeString(send.record(), json.substring(0, at) + rest);
  }

  private void replace(String text, String by) throws IOException {
    String json = json();
    assertTrue(json.contains(text), json);
    Files.writeString(send.record(), json.replace(text, by));
  }

  @Test
  void aRecordWithoutOneOfItsMembersIsRefused() throws IOException {
    String whole = json();
    for (String member : members(whole)) {
      if (!member.startsWith("\"parent\"")) {
        // All places where it is: a member of one subvolume and of another have the same name.
        String name = member.substring(0, member.indexOf(':'));
        Files.writeString(send.record(), whole.replace(name + ":", "\"x\":"));
        assertRefused(Reason.INVALID, "cannot be used to go on: ");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "{}",
        "[]",
        "[[]]",
        "[{}]",
        "\"\"",
        "\"x\"",
        "\"\\u0000\"",
        "-1",
        "1e99",
        "99999999999999999999999999",
        "\"99999999999999999999999999\"",
        "\"-1\""
      })
  void aRecordWithAMemberOfAnotherTypeIsRefusedOrMeansTheSame(String value) throws IOException {
    String whole = json();
    byte[] before = Files.readAllBytes(send.partial());
    for (String member : members(whole)) {
      String name = member.substring(0, member.indexOf(':') + 1);
      Files.writeString(send.record(), whole.replace(member, name + value));
      String record = json();
      try {
        assertNull(send.goOn(0, false));
        // A path is only for messages, and names of images are given anew.
        assertTrue(List.of("\"path\":", "\"images\":", "\"skipped\":").contains(name), record);
      } catch (SendException e) {
        assertTrue(e.reason() == Reason.INVALID || e.reason() == Reason.DIFFERENT, record);
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
        assertArrayEquals(before, Files.readAllBytes(send.partial()));
      }
    }
  }

  /** Name and value of each member; of objects and arrays, their beginnings. */
  private static List<String> members(String json) {
    List<String> members = new ArrayList<>();
    Matcher matcher =
        Pattern.compile("\"[a-z_]+\":(\"[^\"]*\"|[a-z0-9]+|\\[\\]|\\[\"[^\\]]*\\])").matcher(json);
    while (matcher.find()) {
      members.add(matcher.group());
    }
    assertTrue(members.size() > 15, json);
    return members;
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "null", "[]", "\u0000\u0000", "include \"/etc/passwd\"", "${x}"})
  void whatIsNoRecordIsRefused(String text) throws IOException {
    Files.writeString(send.record(), text);
    assertRefused(Reason.INVALID, "cannot be used to go on: ");
  }

  @Test
  void aRecordThatIsNestedDeeplyIsRefused() throws IOException {
    Files.writeString(send.record(), "{\"streams\":" + "[".repeat(1 << 20));
    assertRefused(Reason.INVALID, "cannot be used to go on: ");
  }

  @Test
  void aRecordCutAnywhereIsRefused() throws IOException {
    String whole = json();
    for (int end = 0; end < whole.length() - 1; end += 7) {
      Files.writeString(send.record(), whole.substring(0, end));
      assertRefused(Reason.INVALID, "cannot be used to go on: ");
    }
  }

  @Test
  void aPartialFileWithoutRecordIsRefused() throws IOException {
    Files.delete(send.record());
    SendException refused =
        assertThrows(SendException.class, () -> send.goOn(Long.MAX_VALUE, false));
    assertEquals(Reason.NOT_FOUND, refused.reason());
    refused = assertThrows(SendException.class, () -> send.begin(Long.MAX_VALUE));
    assertEquals(Reason.INVALID, refused.reason());
    Files.write(send.partial(), new byte[0]);
    assertNotNull(send.begin(Long.MAX_VALUE), "what a kill leaves before the record is written");
  }

  @Test
  void aPartialFileShorterThanItsCheckpointIsRefused() throws IOException {
    long safe = PartialFile.read(directory.resolve("out")).checkpoint().point().bytes();
    try (FileChannel file = FileChannel.open(send.partial(), StandardOpenOption.WRITE)) {
      file.truncate(safe - 1);
    }
    assertRefused(Reason.DIFFERENT, "fewer than the " + safe);
  }

  @Test
  void whatIsNoCommandBehindTheEndIsCutOff() throws IOException {
    Files.write(send.partial(), Arrays.copyOf(expected, expected.length + 10));
    assertNotNull(send.goOn(Long.MAX_VALUE, false));
    assertArrayEquals(expected, Files.readAllBytes(directory.resolve("out")));
  }

  @Test
  void aPartialFileWithACommandMoreThanTheStreamIsRefused() throws IOException {
    replace("\"omit_end\":false", "\"omit_end\":true");
    Files.write(send.partial(), expected);
    assertRefused(Reason.DIFFERENT, "the output has only " + (expected.length - 10) + " bytes");
  }

  @Test
  void aByteBeforeTheCheckpointThatWasChangedIsRefusedIfAllIsRead() throws IOException {
    byte[] bytes = Files.readAllBytes(send.partial());
    long safe = PartialFile.read(directory.resolve("out")).checkpoint().point().bytes();
    Random random = new Random(2);
    for (int i = 0; i < 20; i++) {
      byte[] other = bytes.clone();
      other[random.nextInt((int) safe)] ^= 2;
      Files.write(send.partial(), other);
      assertRefused(send, true, Reason.DIFFERENT, "out.partial");
    }
    Files.write(send.partial(), bytes);
    assertNotNull(send.goOn(Long.MAX_VALUE, true));
    assertArrayEquals(expected, Files.readAllBytes(directory.resolve("out")));
  }

  @Test
  void aPartialFileThatIsWrittenIsRefused() throws IOException {
    try (FileChannel file = FileChannel.open(send.partial(), StandardOpenOption.WRITE)) {
      assertNotNull(file.lock());
      assertRefused(Reason.INVALID, "is being written by another send");
    }
    assertNotNull(send.goOn(Long.MAX_VALUE, false));
  }

  @Test
  void whatIsBegunIsNotBegunAgain() throws IOException {
    byte[] before = Files.readAllBytes(send.partial());
    SendException refused = assertThrows(SendException.class, () -> send.begin(Long.MAX_VALUE));
    assertEquals(Reason.INVALID, refused.reason());
    assertTrue(refused.getMessage().contains("--resume"), refused.getMessage());
    assertArrayEquals(before, Files.readAllBytes(send.partial()));
  }
}
