package io.btrsend.engine.stream;

import static io.btrsend.engine.stream.StreamBuilder.attribute;
import static io.btrsend.engine.stream.StreamBuilder.latin1;
import static io.btrsend.engine.stream.StreamBuilder.path;
import static io.btrsend.engine.stream.StreamBuilder.time;
import static io.btrsend.engine.stream.StreamBuilder.u32;
import static io.btrsend.engine.stream.StreamBuilder.u64;
import static io.btrsend.engine.stream.StreamBuilder.uuid;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.stream.StreamStatistics.Kind;
import io.btrsend.engine.stream.StreamStatistics.LargeFile;
import io.btrsend.engine.stream.StreamStatistics.TimeSpan;
import java.io.IOException;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamStatisticsTest {
  @Test
  void bytesOfAllKindsAddUpToTheStream() throws IOException {
    StreamBuilder stream = sample();
    StreamStatistics statistics = StreamStatistics.of(reader(stream), 10);
    assertEquals(stream.bytes().length, statistics.bytes());
    assertEquals(
        stream.bytes().length - 17L, statistics.kinds().stream().mapToLong(Kind::bytes).sum());
    assertEquals(9, statistics.commands());
  }

  @Test
  void contentIsToldApartByTheWayItTravels() throws IOException {
    StreamStatistics statistics = StreamStatistics.of(reader(sample()), 10);
    assertEquals(3000, statistics.writtenBytes());
    assertEquals(50, statistics.encodedBytes());
    assertEquals(4096, statistics.encodedFileBytes());
    assertEquals(7096, statistics.clonedBytes());
    assertEquals(0.5, statistics.cloneShare());
    assertEquals(new TimeSpan(-5, 9), statistics.modified());
  }

  @Test
  void largestFilesComeFirstAndOthersAreLeftOut() throws IOException {
    List<LargeFile> all = StreamStatistics.of(reader(sample()), 10).largestFiles();
    assertEquals(
        List.of("sv/big\\ file", "sv/coded", "sv/copy"),
        all.stream().map(LargeFile::pathText).toList());
    LargeFile first = all.get(0);
    assertEquals(
        List.of(2 * 1000 + 1000 + 3 * 36L, 3000L, 0L),
        List.of(first.streamBytes(), first.fileBytes(), first.clonedBytes()));
    assertEquals(
        List.of("sv/big\\ file"),
        StreamStatistics.of(reader(sample()), 1).largestFiles().stream()
            .map(LargeFile::pathText)
            .toList());
    assertEquals(List.of(), StreamStatistics.of(reader(sample()), 0).largestFiles());
  }

  @Test
  void streamWithoutContentHasNoShares() throws IOException {
    StreamStatistics statistics = StreamStatistics.of(reader(StreamBuilder.subvolume(1).end()), 10);
    assertEquals(0, statistics.cloneShare());
    assertNull(statistics.modified());
    assertEquals(
        """
        75 bytes, 2 commands, streams: 1, subvolumes: 1 full, 0 incremental
        file content: 0 bytes

        command                 count              bytes   share
        subvol                      1                 48   64.0%
        end                         1                 10   13.3%
        """,
        statistics.text(new LocalTimeText(ZoneOffset.UTC)));
  }

  @Test
  void textNamesWhatIsLarge() throws IOException {
    String text = StreamStatistics.of(reader(sample()), 1).text(new LocalTimeText(ZoneOffset.UTC));
    assertEquals(
        """
        file content: 14,192 bytes
          written                   3,000   21.1%
          compressed                4,096   28.9%, sent as 50 bytes
          cloned                    7,096   50.0%
        modified from 1969-12-31T23:59:55+0000 to 1970-01-01T00:00:09+0000
        """,
        text.substring(text.indexOf("file content"), text.indexOf("\ncommand")));
    assertEquals(
        """
           bytes in stream        of the file     thereof cloned  path
                     3,108              3,000                  0  sv/big\\ file
        """,
        text.substring(text.indexOf("   bytes in stream")));
  }

  @Test
  void jsonHasEveryComponent() throws IOException {
    assertEquals(
        """
        {"version":1,"bytes":75,"commands":2,"streams":1,"full_subvolumes":1,"incremental_subvolumes":0,\
        "written_bytes":0,"encoded_bytes":0,"encoded_file_bytes":0,"cloned_bytes":0,\
        "updated_bytes":0,"clone_share":0.000000,"kinds":[\
        {"name":"subvol","count":1,"bytes":48},{"name":"end","count":1,"bytes":10}],\
        "largest_files":[]}""",
        StreamStatistics.of(reader(StreamBuilder.subvolume(1).end()), 10).json());
  }

  @Test
  void jsonHasPathsInTheFormOfAllNames() throws IOException {
    StreamBuilder stream = StreamBuilder.subvolume(1).write("a b\\\u00ff", 0, new byte[9]).end();
    String json = StreamStatistics.of(reader(stream), 1).json();
    assertTrue(json.contains("{\"path\":\"sv/a b\\\\\\\\\\\\xff\","), json);
  }

  private static StreamBuilder sample() {
    StreamBuilder stream = StreamBuilder.subvolume(2);
    for (int i = 0; i < 3; i++) {
      stream.write("big file", 1000L * i, new byte[1000]);
    }
    stream.command(
        CommandType.ENCODED_WRITE,
        path("coded"),
        attribute(Attribute.FILE_OFFSET, u64(0)),
        attribute(Attribute.UNENCODED_FILE_LEN, u64(4096)),
        attribute(Attribute.UNENCODED_LEN, u64(4096)),
        attribute(Attribute.UNENCODED_OFFSET, u64(0)),
        attribute(Attribute.COMPRESSION, u32(1)),
        stream.data(new byte[50]));
    stream.command(
        CommandType.CLONE,
        attribute(Attribute.FILE_OFFSET, u64(0)),
        attribute(Attribute.CLONE_LEN, u64(7096)),
        path("copy"),
        attribute(Attribute.CLONE_UUID, uuid(StreamBuilder.SUBVOLUME)),
        attribute(Attribute.CLONE_CTRANSID, u64(1)),
        attribute(Attribute.CLONE_PATH, latin1("big file")),
        attribute(Attribute.CLONE_OFFSET, u64(0)));
    for (long seconds : new long[] {9, -5}) {
      stream.command(
          CommandType.UTIMES,
          path("copy"),
          attribute(Attribute.ATIME, time(100, 0)),
          attribute(Attribute.MTIME, time(seconds, 0)),
          attribute(Attribute.CTIME, time(100, 0)));
    }
    return stream.end();
  }

  private static StreamReader reader(StreamBuilder stream) {
    return stream.reader(StreamReaderOptions.LENIENT);
  }
}
