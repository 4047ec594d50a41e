package io.btrsend.engine.stream;

import static io.btrsend.engine.stream.StreamBuilder.attribute;
import static io.btrsend.engine.stream.StreamBuilder.latin1;
import static io.btrsend.engine.stream.StreamBuilder.path;
import static io.btrsend.engine.stream.StreamBuilder.time;
import static io.btrsend.engine.stream.StreamBuilder.u32;
import static io.btrsend.engine.stream.StreamBuilder.u64;
import static io.btrsend.engine.stream.StreamBuilder.uuid;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.btrsend.engine.StreamFormatException;
import io.btrsend.engine.text.NameText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The lines expected are the examples of the stream description, section 11. */
class StreamDumpTest {
  private static final UUID OTHER = UUID.fromString("53c9ae1a-e713-1d47-b842-1aa77d6c2a5d");

  @Test
  void subvolumeBecomesThePrefixOfWhatFollows() throws IOException {
    assertEquals(
        """
        subvol          ./snap1                         uuid=53c9ae1a-e713-1d47-b842-1aa77d6c2a5d transid=7
        mkfile          ./snap1/o257-7-0
        rename          ./snap1/o257-7-0                dest=./snap1/plain
        write           ./snap1/latin1-\\351\\377\\303     offset=0 len=6
        """,
        dump(
            StreamBuilder.version(1)
                .subvol("snap1", OTHER)
                .mkfile("o257-7-0")
                .rename("o257-7-0", "plain")
                .write("latin1-\u00e9\u00ff\u00c3", 0, new byte[6])));
  }

  @Test
  void longPathIsFollowedByOneSpace() throws IOException {
    assertEquals(
        "chmod           ./snap1/twentynine-chars-name-xxxxxxxxxx mode=644\n",
        lastLine(
            StreamBuilder.version(1)
                .subvol("snap1", OTHER)
                .command(
                    CommandType.CHMOD,
                    path("twentynine-chars-name-xxxxxxxxxx"),
                    attribute(Attribute.MODE, u64(0644)))));
  }

  @Test
  void topDirectoryEndsInASlash() throws IOException {
    assertEquals(
        "chown           ./sv/                           gid=0 uid=5\n",
        lastLine(
            StreamBuilder.subvolume(1)
                .command(
                    CommandType.CHOWN,
                    path(""),
                    attribute(Attribute.UID, u64(5)),
                    attribute(Attribute.GID, u64(0)))));
  }

  @Test
  void linksShowTheirDestinationWithoutPrefix() throws IOException {
    assertEquals(
        "symlink         ./sv/o282-7-0                   dest=target\\ with\\ space\\n\\\\\\ \\377\n",
        lastLine(StreamBuilder.subvolume(1).symlink("o282-7-0", "target with space\n\\ \u00ff")));
  }

  @Test
  void extendedAttributesAreRawInTheOldFormatAndEscapedInTheNew() throws IOException {
    StreamBuilder stream = StreamBuilder.subvolume(1);
    stream.command(
        CommandType.SET_XATTR,
        path("f"),
        attribute(Attribute.XATTR_NAME, latin1("user.a b")),
        attribute(Attribute.XATTR_DATA, latin1("x\ty\0z")));
    assertEquals(
        "set_xattr       ./sv/f                          name=user.a b data=x\ty len=5\n",
        lastLine(stream));
    assertEquals(
        "set_xattr       ./sv/f                          name=user.a\\ b x\\ty\\000z len=5\n",
        lastLine(stream, DumpFormat.PROGS_6_9_1));
  }

  @Test
  void cloneSourceIsRawInTheOldFormatAndEscapedInTheNew() throws IOException {
    StreamBuilder stream = StreamBuilder.subvolume(1);
    stream.command(
        CommandType.CLONE,
        attribute(Attribute.FILE_OFFSET, u64(0)),
        attribute(Attribute.CLONE_LEN, u64(300_000)),
        path("cl one"),
        attribute(Attribute.CLONE_UUID, uuid(OTHER)),
        attribute(Attribute.CLONE_CTRANSID, u64(1)),
        attribute(Attribute.CLONE_PATH, latin1("b g")),
        attribute(Attribute.CLONE_OFFSET, u64(0)));
    String start =
        "clone           ./sv/cl\\ one                    offset=0 len=300000 from=./sv/";
    assertEquals(start + "b g clone_offset=0\n", lastLine(stream));
    assertEquals(start + "b\\ g clone_offset=0\n", lastLine(stream, DumpFormat.PROGS_6_9_1));
  }

  @Test
  void encodedWriteHasCommasInTheOldFormatOnly() throws IOException {
    StreamBuilder stream = StreamBuilder.subvolume(2);
    stream.command(
        CommandType.ENCODED_WRITE,
        path("f"),
        attribute(Attribute.FILE_OFFSET, u64(0)),
        attribute(Attribute.UNENCODED_FILE_LEN, u64(98304)),
        attribute(Attribute.UNENCODED_LEN, u64(131072)),
        attribute(Attribute.UNENCODED_OFFSET, u64(4096)),
        attribute(Attribute.COMPRESSION, u32(2)),
        stream.data(new byte[45056]));
    assertEquals(
        "encoded_write   ./sv/f                          offset=0 len=45056,"
            + " unencoded_file_len=98304, unencoded_len=131072, unencoded_offset=4096,"
            + " compression=2, encryption=0\n",
        lastLine(stream));
    assertEquals(
        "encoded_write   ./sv/f                          offset=0 len=45056"
            + " unencoded_file_len=98304 unencoded_len=131072 unencoded_offset=4096"
            + " compression=2 encryption=0\n",
        lastLine(stream, DumpFormat.PROGS_6_9_1));
  }

  @Test
  void fileAttributesAreDecimalBehindAHexadecimalPrefix() throws IOException {
    assertEquals(
        "fileattr        ./sv/empty                      fileattr=0x2112\n",
        lastLine(
            StreamBuilder.subvolume(2)
                .command(
                    CommandType.FILEATTR,
                    path("empty"),
                    attribute(Attribute.FILEATTR, u64(2112)))));
  }

  @Test
  void verityIsShownBySizes() throws IOException {
    assertEquals(
        "enable_verity   ./sv/f                          algorithm=1 block_size=4096 salt_len=3"
            + " sig_len=0\n",
        lastLine(
            StreamBuilder.subvolume(3)
                .command(
                    CommandType.ENABLE_VERITY,
                    path("f"),
                    attribute(Attribute.VERITY_ALGORITHM, new byte[] {1}),
                    attribute(Attribute.VERITY_BLOCK_SIZE, u32(4096)),
                    attribute(Attribute.VERITY_SALT_DATA, new byte[3]),
                    attribute(Attribute.VERITY_SIG_DATA, new byte[0]))));
  }

  @Test
  void formatFollowsTheReleaseOfTheTool() {
    assertEquals(DumpFormat.PROGS_6_0, DumpFormat.ofRelease("6.2"));
    assertEquals(DumpFormat.PROGS_6_0, DumpFormat.ofRelease("6.9"));
    assertEquals(DumpFormat.PROGS_6_9_1, DumpFormat.ofRelease("6.9.1"));
    assertEquals(DumpFormat.PROGS_6_9_1, DumpFormat.ofRelease("6.10"));
    assertThrows(IllegalArgumentException.class, () -> DumpFormat.ofRelease("6.x"));
  }

  @Test
  void linesBeforeTheDamageStayPrinted() throws IOException {
    byte[] damaged = StreamBuilder.subvolume(1).mkfile("a").mkfile("b").end().bytes();
    damaged[damaged.length - 12] ^= 1;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (StreamReader reader = StreamBuilder.reader(damaged, StreamReaderOptions.LENIENT)) {
      assertThrows(
          StreamFormatException.class,
          () -> newDump(DumpFormat.PROGS_6_0).printUpToEnd(reader, out));
    }
    assertEquals(2, out.toString(StandardCharsets.US_ASCII).lines().count());
  }

  @Test
  void jsonHasTheSameFacts() throws IOException {
    StreamBuilder stream =
        StreamBuilder.version(1)
            .subvol("snap1", OTHER)
            .command(
                CommandType.UTIMES,
                path("caf\u00c3\u00a9\\\u00ff\n\""),
                attribute(Attribute.ATIME, time(-1, 5)),
                attribute(Attribute.MTIME, time(1, 0)),
                attribute(Attribute.CTIME, time(2, 0)))
            .command(CommandType.CHMOD, path("f"), attribute(Attribute.MODE, u64(04755)))
            .write("f", -1, new byte[6]);
    assertEquals(
        """
        {"version":1,"number":1,"at":17,"length":51,"command":"subvol","path":"snap1",\
        "uuid":"53c9ae1a-e713-1d47-b842-1aa77d6c2a5d","ctransid":7}
        {"version":1,"number":2,"at":68,"length":71,"command":"utimes","subvolume":"snap1",\
        "path":"caf\u00e9\\\\\\\\\\\\xff\\n\\"","atime":{"seconds":-1,"nanoseconds":5},\
        "mtime":{"seconds":1,"nanoseconds":0},"ctime":{"seconds":2,"nanoseconds":0}}
        {"version":1,"number":3,"at":139,"length":27,"command":"chmod","subvolume":"snap1","path":"f",\
        "mode":"4755"}
        {"version":1,"number":4,"at":166,"length":37,"command":"write","subvolume":"snap1","path":"f",\
        "file_offset":18446744073709551615,"data_len":6}
        """,
        print(stream, new StreamJson(), StandardCharsets.UTF_8));
  }

  @Test
  void jsonStringsKeepEveryByte() {
    byte[] all = new byte[255];
    for (int i = 0; i < 255; i++) {
      all[i] = (byte) (i + 1);
    }
    byte[] mixed = StreamBuilder.concat(all, "\u20ac\ud83d\ude00".getBytes(StandardCharsets.UTF_8));
    String text = NameText.lossless(mixed);
    ByteArrayOutputStream back = new ByteArrayOutputStream();
    for (int i = 0; i < text.length(); ) {
      if (text.charAt(i) != '\\') {
        int next = text.offsetByCodePoints(i, 1);
        back.writeBytes(text.substring(i, next).getBytes(StandardCharsets.UTF_8));
        i = next;
      } else if (text.charAt(i + 1) == '\\') {
        back.write('\\');
        i += 2;
      } else {
        back.write(Integer.parseInt(text.substring(i + 2, i + 4), 16));
        i += 4;
      }
    }
    assertEquals(
        new String(mixed, StandardCharsets.ISO_8859_1), back.toString(StandardCharsets.ISO_8859_1));
  }

  private static String dump(StreamBuilder stream) throws IOException {
    return print(stream, newDump(DumpFormat.PROGS_6_0), StandardCharsets.ISO_8859_1);
  }

  private static String lastLine(StreamBuilder stream) throws IOException {
    return lastLine(stream, DumpFormat.PROGS_6_0);
  }

  private static String lastLine(StreamBuilder stream, DumpFormat format) throws IOException {
    String text = print(stream, newDump(format), StandardCharsets.ISO_8859_1);
    return text.substring(text.indexOf('\n') + 1);
  }

  private static StreamDump newDump(DumpFormat format) {
    return new StreamDump(format, new LocalTimeText(ZoneOffset.UTC));
  }

  private static String print(StreamBuilder stream, CommandPrinter printer, Charset charset)
      throws IOException {
    byte[] ended = new StreamBuilder().raw(stream.bytes()).end().bytes();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (StreamReader reader = StreamBuilder.reader(ended, StreamReaderOptions.LENIENT)) {
      printer.printUpToEnd(reader, out);
    }
    return out.toString(charset);
  }
}
