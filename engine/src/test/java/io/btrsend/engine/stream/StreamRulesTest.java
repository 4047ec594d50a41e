package io.btrsend.engine.stream;

import static io.btrsend.engine.stream.StreamBuilder.attribute;
import static io.btrsend.engine.stream.StreamBuilder.latin1;
import static io.btrsend.engine.stream.StreamBuilder.path;
import static io.btrsend.engine.stream.StreamBuilder.time;
import static io.btrsend.engine.stream.StreamBuilder.u32;
import static io.btrsend.engine.stream.StreamBuilder.u64;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.StreamFormatException;
import java.io.IOException;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The table of section 9 of the stream description, right column, as far as each command can be
 * judged alone. So no memory is granted to remember what the others did.
 */
class StreamRulesTest {
  private static final StreamReaderOptions ALONE =
      new StreamReaderOptions(true, 64 * 1024, 192 * 1024, 0);

  private static final UUID OTHER = new UUID(5, 6);

  @ParameterizedTest
  @ValueSource(ints = {0, 4, 255, -1})
  void unknownVersionIsRefused(int version) {
    assertRefused("has version", StreamBuilder.version(version).end());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 27, 65535})
  void unknownCommandIsRefused(int type) {
    assertRefused("does not exist", StreamBuilder.subvolume(3).command(type, path("f")));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 36, 65535})
  void unknownAttributeIsRefused(int number) {
    StreamBuilder stream =
        StreamBuilder.subvolume(1)
            .command(CommandType.UNLINK, path("f"), attribute(number, new byte[8]));
    assertRefused("does not exist", stream);
    assertThrows(StreamFormatException.class, () -> read(stream, StreamReaderOptions.LENIENT));
  }

  @Test
  void commandOfALaterVersionIsRefused() {
    assertRefused(
        "belongs to version 2",
        StreamBuilder.subvolume(1)
            .command(CommandType.FILEATTR, path("f"), attribute(Attribute.FILEATTR, u64(1))));
  }

  @Test
  void attributeOfALaterVersionIsRefused() {
    assertRefused(
        "OTIME belongs to version 2", utimes(1, 0, attribute(Attribute.OTIME, time(1, 2))));
    assertAccepted(utimes(2, 0, attribute(Attribute.OTIME, time(1, 2))));
  }

  @Test
  void attributeThatTheCommandDoesNotUseIsAccepted() {
    assertAccepted(
        StreamBuilder.subvolume(1)
            .command(CommandType.UNLINK, path("f"), attribute(Attribute.INO, u64(1))));
  }

  @Test
  void attributeThatAppearsTwiceIsRefused() {
    assertRefused(
        "PATH appears twice",
        StreamBuilder.subvolume(1).command(CommandType.UNLINK, path("f"), path("f")));
  }

  @Test
  void missingAttributeIsRefused() {
    assertRefused(
        "INO is missing", StreamBuilder.subvolume(1).command(CommandType.MKDIR, path("d")));
  }

  @Test
  void fifoNeedsNeitherModeNorDevice() {
    assertAccepted(
        StreamBuilder.subvolume(1)
            .command(CommandType.MKFIFO, path("p"), attribute(Attribute.INO, u64(1))));
  }

  @Test
  void attributeOfAnotherSizeIsRefused() {
    assertRefused(
        "SIZE has 4 bytes, expected 8",
        StreamBuilder.subvolume(1)
            .command(CommandType.TRUNCATE, path("f"), attribute(Attribute.SIZE, u32(1))));
  }

  @Test
  void commandBeforeAnySubvolumeIsRefused() {
    assertRefused("before any subvolume", StreamBuilder.version(1).mkfile("f"));
    assertRefused("before any subvolume", StreamBuilder.subvolume(1).end().header(1).mkfile("f"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a/b", "/", "a\0b"})
  void subvolumeNameThatIsNoNameIsRefused(String name) {
    assertRefused("", StreamBuilder.version(1).subvol(name, OTHER));
  }

  @Test
  void subvolumeNameOf256BytesIsRefused() {
    assertAccepted(StreamBuilder.version(1).subvol("n".repeat(255), OTHER));
    assertRefused("256 bytes", StreamBuilder.version(1).subvol("n".repeat(256), OTHER));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/f", "f/", "a//b", ".", "..", "a/../b", "./f", "a/.", "f\0"})
  void pathThatLeavesOrMisnamesIsRefusedEverywhere(String path) {
    assertRefused("", StreamBuilder.subvolume(1).mkfile(path));
    assertRefused("", StreamBuilder.subvolume(1).rename("a", path));
    assertRefused("", StreamBuilder.subvolume(1).rename(path, "a"));
    assertRefused(
        "",
        StreamBuilder.subvolume(1)
            .command(CommandType.LINK, path("l"), attribute(Attribute.PATH_LINK, latin1(path))));
    assertRefused("", clone(OTHER, path, 0, 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"...", ".a", "..a", "a..", "\u00ff", "\u0001"})
  void unusualNamesAreAccepted(String name) {
    assertAccepted(StreamBuilder.subvolume(1).mkfile(name));
  }

  @Test
  void onlyAttributesOfTheTopDirectoryChange() {
    assertAccepted(
        StreamBuilder.subvolume(1)
            .command(CommandType.CHMOD, path(""), attribute(Attribute.MODE, u64(0755))));
    assertRefused("PATH is empty", StreamBuilder.subvolume(1).mkfile(""));
  }

  @Test
  void pathOf4096BytesWithItsSubvolumeIsRefused() {
    String deep = "d/".repeat(2045) + "f";
    assertAccepted(StreamBuilder.subvolume(1).mkfile(deep + "f"));
    assertRefused("4096 bytes or more", StreamBuilder.subvolume(1).mkfile(deep + "ff"));
  }

  @Test
  void nanosecondsOfASecondOrMoreAreRefused() {
    assertAccepted(utimes(1, 999_999_999));
    assertRefused("nanoseconds", utimes(1, 1_000_000_000));
  }

  @Test
  void rangeBeyondTheLargestFileIsRefused() {
    assertAccepted(StreamBuilder.subvolume(1).write("f", Long.MAX_VALUE - 1, new byte[1]));
    assertRefused("2^63", StreamBuilder.subvolume(1).write("f", Long.MAX_VALUE, new byte[1]));
    assertRefused("2^63", StreamBuilder.subvolume(1).write("f", -1, new byte[1]));
    assertRefused("2^63", clone(OTHER, "f", Long.MAX_VALUE, 1));
    assertRefused("2^63", clone(OTHER, "f", 0, -1));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0, 4096, 4096, 0, ''",
    "7, 0, 100, 131072, 130972, ''",
    "0, 0, 4096, 4096, 0, compression 0",
    "8, 0, 4096, 4096, 0, compression 8",
    "1, 1, 4096, 4096, 0, encryption 1",
    "1, 0, 4096, 131073, 0, unencoded bytes",
    "1, 0, 4096, 4096, 1, reach beyond",
    "1, 0, 4097, 4096, 0, reach beyond",
    "1, 0, 1, 4096, -1, reach beyond",
  })
  void encodedWriteStaysInsideItsExtent(
      int compression, int encryption, long fileLength, long length, long offset, String defect) {
    StreamBuilder stream = StreamBuilder.subvolume(2);
    stream.command(
        CommandType.ENCODED_WRITE,
        path("f"),
        attribute(Attribute.FILE_OFFSET, u64(0)),
        attribute(Attribute.UNENCODED_FILE_LEN, u64(fileLength)),
        attribute(Attribute.UNENCODED_LEN, u64(length)),
        attribute(Attribute.UNENCODED_OFFSET, u64(offset)),
        attribute(Attribute.COMPRESSION, u32(compression)),
        attribute(Attribute.ENCRYPTION, u32(encryption)),
        stream.data(new byte[10]));
    if (defect.isEmpty()) {
      assertAccepted(stream);
    } else {
      assertRefused(defect, stream);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"t\0", "t\0\0\0", "a/b\0"})
  void targetOfASymlinkMayEndInZeroBytes(String target) {
    assertAccepted(StreamBuilder.subvolume(1).symlink("l", target));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\0", "a\0b", "\0a", "a\0b\0"})
  void otherZeroBytesInATargetAndEmptyTargetsAreRefused(String target) {
    assertRefused("", StreamBuilder.subvolume(1).symlink("l", target));
  }

  @Test
  void targetThatNoReceiverTakesIsRefused() {
    assertAccepted(StreamBuilder.subvolume(1).symlink("l", "t".repeat(4095) + "\0"));
    assertRefused("4096 bytes", StreamBuilder.subvolume(1).symlink("l", "t".repeat(4096)));
  }

  @ParameterizedTest
  @CsvSource({
    "0020644, 0x103, ''",
    "0060644, 0xffffffff, ''",
    "0010644, 0, mode 10644",
    "0100644, 0, mode 100644",
    "0120777, 0, mode 120777",
    "0644, 0, mode 644",
    "0020644, 0x100000000, beyond 32 bits",
  })
  void onlyDeviceNodesAreMadeByMknod(String mode, String device, String defect) {
    StreamBuilder stream =
        StreamBuilder.subvolume(1).mknod("n", Long.parseLong(mode, 8), Long.decode(device));
    if (defect.isEmpty()) {
      assertAccepted(stream);
    } else {
      assertRefused(defect, stream);
    }
  }

  private static StreamBuilder clone(UUID from, String path, long offset, long length) {
    return StreamBuilder.subvolume(1).clone("target", from, path, offset, length);
  }

  private static StreamBuilder utimes(int version, long nanoseconds, byte[]... more) {
    return StreamBuilder.subvolume(version)
        .command(
            CommandType.UTIMES,
            path("f"),
            attribute(Attribute.ATIME, time(-1, nanoseconds)),
            attribute(Attribute.MTIME, time(1, 0)),
            attribute(Attribute.CTIME, time(1, 0)),
            StreamBuilder.concat(more));
  }

  private static void assertAccepted(StreamBuilder stream) {
    assertDoesNotThrow(() -> read(stream, ALONE));
  }

  private static void assertRefused(String message, StreamBuilder stream) {
    StreamFormatException failure =
        assertThrows(StreamFormatException.class, () -> read(stream, ALONE));
    assertTrue(failure.getMessage().contains(message), failure.getMessage());
  }

  /** Reads the commands that were put in; the END that a sound stream needs comes for free. */
  private static void read(StreamBuilder stream, StreamReaderOptions options) throws IOException {
    byte[] ended = new StreamBuilder().raw(stream.bytes()).end().bytes();
    try (StreamReader reader = StreamBuilder.reader(ended, options)) {
      StreamCommand command = reader.next();
      while (command.offset() + command.length() < ended.length) {
        command = reader.next();
      }
    }
  }
}
