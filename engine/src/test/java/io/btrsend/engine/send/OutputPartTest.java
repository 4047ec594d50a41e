package io.btrsend.engine.send;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.btrsend.engine.SendException;
import io.btrsend.engine.SendException.Reason;
import io.btrsend.engine.extent.UnreadableData;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.FilesystemOptions;
import io.btrsend.engine.stream.StreamPoint;
import io.btrsend.engine.stream.StreamReader;
import io.btrsend.engine.stream.StreamReaderOptions;
import io.btrsend.engine.stream.StreamStatistics;
import io.btrsend.engine.testing.Fixture;
import io.btrsend.engine.testing.KernelStream;
import io.btrsend.engine.testing.PlanComparison;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class OutputPartTest {
  private static final StageSizes TINY = new StageSizes(4096, 2, 256);

  /** Random bytes at which each stream is started. */
  private static final int RANDOM_STARTS = Integer.getInteger("btrsend.starts", 1);

  /** The longest stream that is started at each of its bytes. */
  private static final int SMALL = 1500;

  private static final int SMALL_STREAMS = 3;

  @TestFactory
  Stream<DynamicTest> aPlanCountsWhatTheStreamHolds() {
    return forEachStream(OutputPartTest::comparePlan);
  }

  @TestFactory
  Stream<DynamicTest> aPartIsTheTailOfTheStream() {
    return forEachStream(OutputPartTest::compareTails);
  }

  private interface Check {
    void run(Filesystem filesystem, KernelStream stream) throws IOException;
  }

  private static Stream<DynamicTest> forEachStream(Check check) {
    return Fixture.all().stream()
        .map(
            fixture ->
                dynamicTest(
                    fixture.name(),
                    () -> {
                      try (Filesystem filesystem = open(fixture)) {
                        for (KernelStream stream : fixture.streams()) {
                          check.run(filesystem, stream);
                        }
                      }
                    }));
  }

  private static void comparePlan(Filesystem filesystem, KernelStream stream) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SendReport plan = send(filesystem, stream, OutputPart.NONE, out);
    assertEquals(0, out.size(), "a plan writes nothing");
    StreamStatistics held =
        StreamStatistics.of(
            new StreamReader(
                new ByteArrayInputStream(stream.bytes()), "stream", StreamReaderOptions.LENIENT),
            0);
    assertNull(PlanComparison.difference(plan, held), stream.toString());
  }

  private static void compareTails(Filesystem filesystem, KernelStream stream) throws IOException {
    byte[] whole = stream.bytes();
    Random random = new Random(whole.length);
    for (int i = 0; i < RANDOM_STARTS; i++) {
      compareTail(filesystem, stream, random.nextInt(whole.length));
    }
  }

  private static void compareTail(Filesystem filesystem, KernelStream stream, int from)
      throws IOException {
    byte[] whole = stream.bytes();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SendReport report = send(filesystem, stream, OutputPart.startingAt(from), out);
    assertArrayEquals(
        Arrays.copyOfRange(whole, from, whole.length),
        out.toByteArray(),
        () -> stream + " from byte " + from);
    assertEquals(whole.length, report.bytes(), "the report is that of the whole stream");
  }

  @TestFactory
  Stream<DynamicTest> smallStreamsCanBeStartedAtEachByte() {
    return Fixture.all().stream()
        .filter(fixture -> fixture.streams().stream().anyMatch(OutputPartTest::isSmall))
        .limit(SMALL_STREAMS)
        .map(
            fixture ->
                dynamicTest(
                    fixture.name(),
                    () -> {
                      KernelStream stream =
                          fixture.streams().stream()
                              .filter(OutputPartTest::isSmall)
                              .findFirst()
                              .orElseThrow();
                      try (Filesystem filesystem = open(fixture)) {
                        for (int from = 0; from <= stream.bytes().length; from++) {
                          compareTail(filesystem, stream, from);
                        }
                      }
                    }));
  }

  private static boolean isSmall(KernelStream stream) {
    return stream.bytes().length <= SMALL;
  }

  @Test
  void marksArePlacesWithTheDigestThatAReaderComputes() throws IOException {
    Fixture fixture = Fixture.all().get(0);
    KernelStream stream = fixture.streams().get(0);
    List<StreamPoint> marks = new ArrayList<>();
    try (Filesystem filesystem = open(fixture)) {
      send(
          filesystem,
          stream,
          new OutputPart(StreamPoint.START, 0, null, marks::add, null),
          new ByteArrayOutputStream());
    }
    List<StreamPoint> read = points(stream.bytes());
    assertEquals(read.get(read.size() - 1), marks.get(marks.size() - 1));
    assertEquals(List.of(), marks.stream().filter(mark -> !read.contains(mark)).toList());
  }

  private static List<StreamPoint> points(byte[] bytes) throws IOException {
    List<StreamPoint> points = new ArrayList<>();
    try (StreamReader reader =
        new StreamReader(new ByteArrayInputStream(bytes), "stream", StreamReaderOptions.LENIENT)) {
      while (reader.next() != null) {
        points.add(reader.point());
      }
    }
    return points;
  }

  @Test
  void anotherStreamIsNoticedBeforeAnythingAfterThePlaceIsWritten() throws IOException {
    Fixture fixture = Fixture.all().get(0);
    KernelStream stream = fixture.streams().get(0);
    List<StreamPoint> points = points(stream.bytes());
    StreamPoint real = points.get(points.size() / 2);
    StreamPoint shifted = new StreamPoint(real.bytes() + 1, real.commands(), real.digest());
    StreamPoint other = new StreamPoint(real.bytes(), real.commands(), real.digest() + 1);
    try (Filesystem filesystem = open(fixture)) {
      for (StreamPoint required : List.of(shifted, other)) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SendException refused =
            assertThrows(
                SendException.class,
                () -> send(filesystem, stream, requiring(required, real.bytes()), out));
        assertEquals(Reason.DIFFERENT, refused.reason());
        assertEquals(0, out.size());
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      send(filesystem, stream, requiring(real, real.bytes()), out);
      assertEquals(stream.bytes().length - real.bytes(), out.size());
    }
  }

  private static OutputPart requiring(StreamPoint required, long from) {
    return new OutputPart(StreamPoint.START, from, required, null, null);
  }

  private static Filesystem open(Fixture fixture) throws IOException {
    return Filesystem.open(fixture.images(), FilesystemOptions.defaults());
  }

  private static SendReport send(
      Filesystem filesystem, KernelStream stream, OutputPart part, ByteArrayOutputStream out)
      throws IOException {
    SendSession session =
        SendSession.open(
            filesystem, stream.request(filesystem.subvolumes()), UnreadableData.FAIL, TINY);
    return SequentialSend.run(session.writing(part), Channels.newChannel(out));
  }
}
