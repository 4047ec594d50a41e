package io.btrsend.engine.stream;

import static io.btrsend.engine.stream.StreamBuilder.attribute;
import static io.btrsend.engine.stream.StreamBuilder.latin1;
import static io.btrsend.engine.stream.StreamBuilder.path;
import static io.btrsend.engine.stream.StreamBuilder.time;
import static io.btrsend.engine.stream.StreamBuilder.u32;
import static io.btrsend.engine.stream.StreamBuilder.u64;
import static io.btrsend.engine.stream.StreamBuilder.uuid;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.StreamFormatException;
import io.btrsend.engine.format.LittleEndian;
import io.btrsend.engine.testing.Fixture;
import io.btrsend.engine.testing.KernelStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Side by side with the installed {@code btrfs receive --dump}, whatever its release. */
@Tag("kernel")
class StreamDumpKernelTest {
  private static final UUID PARENT = new UUID(3, 4);

  private static DumpFormat installed;

  @TempDir private Path directory;

  @BeforeAll
  static void findOutWhichFormatTheInstalledToolPrints() throws Exception {
    Process process = new ProcessBuilder("btrfs", "--version").start();
    String version = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    installed =
        DumpFormat.ofRelease(version.substring(version.indexOf('v') + 1).split("\\s", 2)[0]);
  }

  @ParameterizedTest
  @MethodSource("io.btrsend.engine.testing.Fixture#all")
  void dumpOfEveryStreamOfTheKernelIsTheSame(Fixture fixture) throws Exception {
    for (KernelStream stream : fixture.streams()) {
      assertSameDump(stream.toString(), stream.bytes());
    }
  }

  @Test
  void namesWithEveryByteAreTheSame() throws Exception {
    StreamBuilder stream = StreamBuilder.version(1);
    for (int b = 1; b < 256; b++) {
      String name = "a" + (char) b + "b";
      stream.subvol(name, StreamBuilder.SUBVOLUME).mkfile(name).rename(name, "x" + (char) b);
      stream.mkfile(String.valueOf((char) b)).symlink((char) b + "/", name);
      clone(stream, name);
      xattr(stream, name, name);
    }
    assertSameDump("every byte", stream.end().bytes());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void everyCommandIsTheSame(int version) throws Exception {
    assertSameDump("every command", everyCommand(version).end().bytes());
  }

  @Test
  void pathsOfEveryLengthAreAlignedTheSame() throws Exception {
    StreamBuilder stream = StreamBuilder.subvolume(1);
    for (int length = 0; length < 60; length++) {
      stream
          .mkfile("n".repeat(length))
          .symlink("\n".repeat(length), "t")
          .write("n".repeat(length), 0, new byte[0]);
    }
    assertSameDump("alignment", stream.end().bytes());
  }

  @Test
  void slashesAtEndsAreTheSame() throws Exception {
    StreamBuilder stream = StreamBuilder.version(1).mkfile("before/");
    for (String name :
        new String[] {"s", "s/", "s//", "/", "", "//", "a/b", "/a", ".", "..", "s\0t"}) {
      stream.subvol(name, StreamBuilder.SUBVOLUME);
      stream.mkfile(name).rename(name, name).symlink(name, name);
      clone(stream, name);
      xattr(stream, name, name);
    }
    assertSameDump("slashes", stream.end().bytes());
  }

  @Test
  void longestPathsAreTheSame() throws Exception {
    for (int length = 4080; length < 4100; length++) {
      String path = "p".repeat(length);
      for (StreamBuilder stream :
          new StreamBuilder[] {
            StreamBuilder.subvolume(1).mkfile(path),
            StreamBuilder.subvolume(1).mkfile(path + "/"),
            StreamBuilder.subvolume(1).rename("a", path),
            clone(StreamBuilder.subvolume(1), path),
            StreamBuilder.subvolume(1).symlink("l", path),
            StreamBuilder.version(1).subvol(path, PARENT).mkfile("f"),
            StreamBuilder.version(1).mkfile(path),
          }) {
        assertSameDump("path of " + length, stream.end().bytes());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UTC",
        "",
        "Europe/Berlin",
        ":America/St_Johns",
        "Asia/Kathmandu",
        "UTC0",
        "<+0330>-3:30",
        "EST5",
        "EST",
        "Nowhere/City",
        "Australia/Lord_Howe",
        "Africa/Monrovia"
      })
  void timesAreTheSameInEveryZone(String zone) throws Exception {
    Random random = new Random(11);
    StreamBuilder stream = StreamBuilder.subvolume(2);
    for (int i = 0; i < 2000; i++) {
      long seconds = random.nextLong() >> (20 + random.nextInt(36));
      utimes(stream, seconds, random.nextInt());
    }
    for (long seconds : new long[] {0, -1, 67768036191590399L, -67768040609654400L}) {
      utimes(stream, seconds, 999_999_999);
    }
    assertSameDump(zone, stream.end().bytes(), zone);
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        67768036191676799L,
        67768036191676800L,
        -67768040609740800L,
        -67768040609740801L,
        67767976233532799L,
        Long.MAX_VALUE,
        Long.MIN_VALUE
      })
  void timesAtTheEdgeOfTheCalendarAreTheSame(long seconds) throws Exception {
    StreamBuilder stream = utimes(StreamBuilder.subvolume(1).mkfile("f"), seconds, 0).mkfile("g");
    assertSameDump("edge", stream.end().bytes());
    assertSameDump("edge in Tokyo", stream.end().bytes(), "Asia/Tokyo");
  }

  @Test
  void attributeMissingOrResizedIsTheSame() throws Exception {
    for (int version = 1; version <= 2; version++) {
      byte[] sound = everyCommand(version).end().bytes();
      int at = 17;
      while (at < sound.length) {
        int payload = LittleEndian.u16(sound, at);
        int type = sound[at + 4];
        int end = at + 10 + payload;
        int begin = at + 10;
        while (begin < end) {
          boolean unsized = version == 2 && sound[begin] == Attribute.DATA.number();
          int size = LittleEndian.u16(sound, begin + 2);
          int next = unsized ? end : begin + 4 + size;
          byte[] before = Arrays.copyOfRange(sound, at + 10, begin);
          byte[] after = Arrays.copyOfRange(sound, next, end);
          String what = "command " + type + " attribute " + sound[begin];
          assertSameDump(
              what + " missing",
              StreamBuilder.subvolume(version).command(type, before, after).end().bytes());
          for (int resized : new int[] {0, 1, 4, 7, 8, 9, 12, 16, 17}) {
            byte[] other =
                unsized
                    ? StreamBuilder.concat(StreamBuilder.u16(19), new byte[resized])
                    : attribute(sound[begin], new byte[resized]);
            assertSameDump(
                what + " of " + resized + " bytes, version " + version,
                StreamBuilder.subvolume(version).command(type, before, other, after).end().bytes());
          }
          assertSameDump(
              what + " twice",
              StreamBuilder.subvolume(version)
                  .command(
                      type,
                      Arrays.copyOfRange(sound, at + 10, next),
                      Arrays.copyOfRange(sound, begin, end))
                  .end()
                  .bytes());
          begin = next;
        }
        at = end;
      }
    }
  }

  @Test
  void damagedStreamsGiveTheSameLinesBeforeTheDamage() throws Exception {
    byte[] sound = everyCommand(2).end().bytes();
    Random random = new Random(5);
    for (int i = 0; i < 300; i++) {
      byte[] damaged = sound.clone();
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      assertSameDump("damage " + i, damaged);
      assertSameDump("cut " + i, Arrays.copyOf(sound, random.nextInt(sound.length)));
    }
  }

  @Test
  void whatFollowsTheFirstEndDoesNotMatter() throws Exception {
    byte[] one = everyCommand(1).end().bytes();
    assertSameDump("rubbish", StreamBuilder.concat(one, latin1("rubbish")));
    assertSameDump("another", StreamBuilder.concat(one, everyCommand(2).end().bytes()));
    assertSameDump(
        "several", everyCommand(1).subvol("two", PARENT).mkfile("f").end().mkfile("g").bytes());
  }

  @Test
  void oddFramesAreTheSame() throws Exception {
    assertSameDump("empty", new byte[0]);
    assertSameDump("version 0", StreamBuilder.version(0).mkfile("f").end().bytes());
    assertSameDump(
        "later commands in version 1",
        StreamBuilder.subvolume(1)
            .command(CommandType.FILEATTR, path("f"), attribute(Attribute.FILEATTR, u64(18)))
            .end()
            .bytes());
    assertSameDump(
        "unknown commands",
        StreamBuilder.subvolume(2).command(0).command(27).command(65535).mkfile("f").end().bytes());
    assertSameDump(
        "unknown attribute",
        StreamBuilder.subvolume(2)
            .command(CommandType.MKDIR, path("f"), attribute(36, u64(1)))
            .end()
            .bytes());
    assertSameDump(
        "end with payload", StreamBuilder.subvolume(2).command(CommandType.END, path("f")).bytes());
    assertSameDump(
        "large command",
        StreamBuilder.subvolume(2).write("f", 0, new byte[3_000_000]).end().bytes());
  }

  private static StreamBuilder everyCommand(int version) {
    StreamBuilder stream = StreamBuilder.subvolume(version);
    stream.snapshot("sn ap", StreamBuilder.SUBVOLUME, PARENT);
    byte[] ino = attribute(Attribute.INO, u64(-1));
    byte[] mode = attribute(Attribute.MODE, u64(0160755));
    byte[] rdev = attribute(Attribute.RDEV, u64(0xfedc_ba98_7654_3210L));
    byte[] fileOffset = attribute(Attribute.FILE_OFFSET, u64(-2));
    byte[] size = attribute(Attribute.SIZE, u64(-3));
    stream.mkfile("f i l e");
    stream.command(CommandType.MKDIR, path("d"), ino);
    stream.command(CommandType.MKNOD, path("n"), ino, rdev, mode);
    stream.command(CommandType.MKFIFO, path("p"), ino, rdev, mode);
    stream.command(CommandType.MKSOCK, path("k"), ino, rdev, mode);
    stream.symlink("l", "some where").rename("l", "m m");
    stream.command(CommandType.LINK, path("x"), attribute(Attribute.PATH_LINK, latin1("y z")));
    stream.command(CommandType.UNLINK, path("x"));
    stream.command(CommandType.RMDIR, path("d"));
    xattr(stream, "user.name", "value with \n\0 and \u00e9 more");
    xattr(stream, "user.empty", "");
    stream.command(
        CommandType.REMOVE_XATTR, path("f"), attribute(Attribute.XATTR_NAME, latin1("user. \n")));
    stream.write("f", -1, new byte[1000]);
    clone(stream, "so\nu rce");
    stream.command(CommandType.TRUNCATE, path("f"), size);
    stream.command(CommandType.CHMOD, path(""), attribute(Attribute.MODE, u64(-1)));
    stream.command(
        CommandType.CHOWN,
        path("f"),
        attribute(Attribute.UID, u64(-1)),
        attribute(Attribute.GID, u64(5)));
    utimes(stream, 1_000_000_000, 5);
    stream.command(CommandType.UPDATE_EXTENT, path("f"), fileOffset, size);
    if (version >= 2) {
      stream.command(
          CommandType.FALLOCATE,
          path("f"),
          attribute(Attribute.FALLOCATE_MODE, u32(-1)),
          fileOffset,
          size);
      stream.command(CommandType.FILEATTR, path("f"), attribute(Attribute.FILEATTR, u64(-1)));
      stream.command(
          CommandType.ENCODED_WRITE,
          path("f"),
          fileOffset,
          attribute(Attribute.UNENCODED_FILE_LEN, u64(-1)),
          attribute(Attribute.UNENCODED_LEN, u64(10)),
          attribute(Attribute.UNENCODED_OFFSET, u64(11)),
          attribute(Attribute.COMPRESSION, u32(-1)),
          attribute(Attribute.ENCRYPTION, u32(-1)),
          stream.data(new byte[77]));
    }
    return stream;
  }

  private static StreamBuilder clone(StreamBuilder stream, String source) {
    return stream.command(
        CommandType.CLONE,
        attribute(Attribute.FILE_OFFSET, u64(1)),
        attribute(Attribute.CLONE_LEN, u64(-1)),
        path("target"),
        attribute(Attribute.CLONE_UUID, uuid(PARENT)),
        attribute(Attribute.CLONE_CTRANSID, u64(1)),
        attribute(Attribute.CLONE_PATH, latin1(source)),
        attribute(Attribute.CLONE_OFFSET, u64(3)));
  }

  private static StreamBuilder xattr(StreamBuilder stream, String name, String value) {
    return stream.command(
        CommandType.SET_XATTR,
        path("f"),
        attribute(Attribute.XATTR_NAME, latin1(name)),
        attribute(Attribute.XATTR_DATA, latin1(value)));
  }

  private static StreamBuilder utimes(StreamBuilder stream, long seconds, int nanoseconds) {
    return stream.command(
        CommandType.UTIMES,
        path("f"),
        attribute(Attribute.ATIME, time(seconds, nanoseconds)),
        attribute(Attribute.MTIME, time(0, 1)),
        attribute(Attribute.CTIME, time(2_000_000_000, 0)));
  }

  private void assertSameDump(String what, byte[] stream) throws Exception {
    assertSameDump(what, stream, "UTC");
  }

  private void assertSameDump(String what, byte[] stream, String zone) throws Exception {
    Path file = Files.write(directory.resolve("stream"), stream);
    Path text = directory.resolve("text");
    ProcessBuilder builder =
        new ProcessBuilder("btrfs", "receive", "--dump", "-f", file.toString());
    builder.environment().put("TZ", zone);
    builder.redirectOutput(text.toFile());
    builder.redirectError(directory.resolve("error").toFile());
    Process process = builder.start();
    assertTrue(process.waitFor(1, TimeUnit.MINUTES), what);
    String expected = Files.readString(text, StandardCharsets.ISO_8859_1);
    assertEquals(expected, dump(stream, zone, process.exitValue() == 0, what), what);
  }

  private String dump(byte[] stream, String zone, boolean accepted, String what)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    boolean soundToUs = true;
    String failure = "";
    try (StreamReader reader = StreamBuilder.reader(stream, StreamReaderOptions.LENIENT)) {
      new StreamDump(installed, LocalTimeText.ofEnvironment(zone)).printUpToEnd(reader, out);
    } catch (StreamFormatException e) {
      soundToUs = false;
      failure = e.getMessage();
    }
    String error = Files.readString(directory.resolve("error"), StandardCharsets.ISO_8859_1);
    assertEquals(accepted, soundToUs, what + ": tool says " + error + ", we say " + failure);
    return out.toString(StandardCharsets.ISO_8859_1);
  }
}
