package io.btrsend.engine.send.resolve;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.extent.ExtentData;
import io.btrsend.engine.filesystem.FileExtent;
import io.btrsend.engine.format.FileExtentItem;
import io.btrsend.engine.send.OutputPart;
import io.btrsend.engine.send.StageSizes;
import io.btrsend.engine.send.render.Segment;
import io.btrsend.engine.stream.CommandWriter;
import io.btrsend.engine.stream.StreamStatistics.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CommandLogTest {
  private static final byte[] PATH = "f".getBytes(US_ASCII);
  private static final int CHUNK_V1 = 48 * 1024;

  private final DecidedStream stream = new DecidedStream(OutputPart.WHOLE);
  private final CommandLog log = new CommandLog(1, StageSizes.MAX_SEGMENT_BYTES, stream);
  private final Commands commands = new Commands(1, 4096, log, stream);

  private Map<String, Long> counts() {
    return stream.report().counts().kinds().stream()
        .collect(Collectors.toMap(Kind::name, Kind::count));
  }

  @Test
  void keepsBackWhatDoesNotFillASegment() {
    commands.unlink(PATH);
    assertNull(log.poll(false));
    assertEquals(10 + 4 + PATH.length, log.poll(true).size());
    assertNull(log.poll(true));
  }

  @Test
  void theStreamHeaderIsPartOfASegmentButNoCommand() {
    log.streamHeader(CommandWriter.streamHeader(1));
    commands.endOfStream();
    Segment segment = log.poll(true);
    assertEquals(Map.of("end", 1L), counts());
    assertEquals(17 + 10, segment.size());
    assertEquals(17, segment.headerLength());
  }

  @Test
  void cutsARangeIntoChunksCountedFromItsStart() {
    commands.write(PATH, null, 5000, 2L * CHUNK_V1 + 7);
    Segment segment = log.poll(true);
    List<Segment.Piece> pieces = segment.pieces();
    assertEquals(List.of(2, 1), pieces.stream().map(p -> p.count()).toList());
    assertEquals(List.of(CHUNK_V1, 7), pieces.stream().map(p -> p.length()).toList());
    assertEquals(5000 + 2L * CHUNK_V1, pieces.get(1).fileOffset());
  }

  @Test
  void cutsTheLongestPossibleHoleLazily() {
    commands.write(PATH, null, 0, Long.MAX_VALUE);
    for (int i = 0; i < 1000; i++) {
      Segment segment = log.poll(false);
      assertTrue(
          segment.size() >= StageSizes.MAX_SEGMENT_BYTES && segment.size() <= Segment.MAX_SIZE);
    }
  }

  @Test
  void writesNothingForAnEmptyRange() {
    commands.write(PATH, null, 4096, 0);
    assertNull(log.poll(true));
  }

  @Test
  void keepsCommandsAndRangesInOrder() {
    commands.unlink(PATH);
    commands.write(PATH, null, 0, 10);
    commands.rmdir(PATH);
    commands.write(PATH, null, 10, 10);
    Segment segment = log.poll(true);
    int unlink = 10 + 4 + PATH.length;
    int writeHead = 10 + 4 + PATH.length + 12 + 4;
    assertEquals(unlink, segment.pieces().get(0).headAt());
    assertEquals(2 * unlink + writeHead, segment.pieces().get(1).headAt());
    assertEquals(2 * unlink + 2 * writeHead + 20, segment.size());
  }

  @Test
  void everyCommandIsCountedWithItsBytes() {
    commands.unlink(PATH);
    commands.write(PATH, null, 0, 3L * CHUNK_V1 + 1);
    commands.rmdir(PATH);
    Segment segment = log.poll(true);
    assertEquals(Map.of("unlink", 1L, "write", 4L, "rmdir", 1L), counts());
    assertEquals(segment.size(), stream.report().bytes());
  }

  @Test
  void passesOverTheLongestPossibleHoleInFewSteps() {
    DecidedStream nothing = new DecidedStream(OutputPart.NONE);
    CommandLog planned = new CommandLog(1, StageSizes.MAX_SEGMENT_BYTES, nothing);
    new Commands(1, 4096, planned, nothing).write(PATH, null, 0, 1L << 40);
    assertNull(planned.poll(true));
    assertEquals(1L << 40, nothing.report().counts().zeros());
    assertEquals(22369622, nothing.report().commands());
  }

  @Test
  void neverSplitsACompressedExtent() {
    ExtentData compressed =
        new ExtentData(
            256,
            257,
            new FileExtent(
                0,
                FileExtentItem.REGULAR,
                FileExtentItem.ZSTD,
                7,
                131072,
                1 << 20,
                0,
                131072,
                4096),
            null,
            true);
    for (int i = 0; i < 100; i++) {
      commands.write(PATH, compressed, i * 131072L, 131072);
    }
    List<Segment> segments = new ArrayList<>();
    for (Segment next = log.poll(true); next != null; next = log.poll(true)) {
      segments.add(next);
    }
    assertTrue(segments.size() > 10);
    for (Segment segment : segments) {
      assertTrue(segment.size() <= Segment.MAX_SIZE);
      assertEquals(0, segment.pieces().get(0).fileOffset() % 131072);
    }
  }

  @Test
  void forgetsWhatHasLeft() {
    for (int i = 0; i < 100_000; i++) {
      commands.unlink(PATH);
      Segment segment = log.poll(false);
      if (segment != null) {
        assertTrue(segment.pieces().isEmpty());
      }
    }
    assertTrue(log.writer().length() < 1000);
    assertNotNull(log.poll(true));
  }
}
