package io.btrsend.actors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorSystem;
import io.btrsend.config.Settings;
import io.btrsend.engine.SendException;
import io.btrsend.engine.SendException.Reason;
import io.btrsend.engine.extent.UnreadableData;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.FilesystemOptions;
import io.btrsend.engine.send.ComparedStart;
import io.btrsend.engine.send.OutputPart;
import io.btrsend.engine.send.SendReport;
import io.btrsend.engine.send.SendSession;
import io.btrsend.engine.send.StageSizes;
import io.btrsend.engine.stream.ResumeToken;
import io.btrsend.engine.stream.StreamPoint;
import io.btrsend.engine.stream.StreamReader;
import io.btrsend.engine.stream.StreamReaderOptions;
import io.btrsend.engine.testing.Fixture;
import io.btrsend.engine.testing.KernelStream;
import io.btrsend.engine.testing.SlowDevices;
import io.btrsend.engine.testing.StreamComparison;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** However many workers there are, a part of an output is that part of the kernel's. */
class OutputPartTest {
  private static final Settings SETTINGS = Settings.load(List.of("parallelism=8"));
  private static final ActorTestKit KIT = ActorTestKit.create(SETTINGS.config());
  private static final CompletableFuture<ActorSystem<Void>> READY =
      CompletableFuture.completedFuture(KIT.system());
  private static final StageSizes TINY = new StageSizes(4096, 2, 256);

  private static final List<HeadStart> SENDERS =
      Stream.of(1, 2, 8).map(OutputPartTest::sender).toList();

  @AfterAll
  static void stopActors() {
    KIT.shutdownTestKit();
  }

  private static HeadStart sender(int workers) {
    List<String> settings =
        List.of("parallelism=" + workers, "bytes-in-flight=4MiB", "head-start=0 ms");
    return new HeadStart(Settings.load(settings).send(), READY);
  }

  /** Every third, and those with the longest streams. */
  static List<Fixture> sample() {
    List<Fixture> all = Fixture.all();
    List<Fixture> sample = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      boolean isLong = all.get(i).streams().stream().anyMatch(s -> s.length() > 1 << 20);
      if (i % 3 == 0 || isLong) {
        sample.add(all.get(i));
      }
    }
    return sample;
  }

  private record Place(Fixture fixture, KernelStream stream, byte[] whole, Random random) {
    SendReport send(
        Filesystem filesystem,
        HeadStart sender,
        OutputPart part,
        StageSizes sizes,
        WritableByteChannel out) {
      SendSession session =
          SendSession.open(
              filesystem, stream.request(filesystem.subvolumes()), UnreadableData.FAIL, sizes);
      return sender.send(session.writing(part), out);
    }
  }

  private interface Check {
    void run(Filesystem filesystem, Place place) throws IOException;
  }

  private static void forEach(Fixture fixture, FilesystemOptions options, Check check)
      throws IOException {
    try (Filesystem filesystem = Filesystem.open(fixture.images(), options)) {
      for (KernelStream stream : fixture.streams()) {
        byte[] whole = stream.bytes();
        check.run(filesystem, new Place(fixture, stream, whole, new Random(whole.length)));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("sample")
  void aPartIsTheTailOfTheKernelsStream(Fixture fixture) throws IOException {
    forEach(fixture, FilesystemOptions.defaults(), OutputPartTest::compareTails);
  }

  @ParameterizedTest
  @MethodSource("sample")
  void aPartFromSlowDevicesIsTheSame(Fixture fixture) throws IOException {
    forEach(fixture, SlowDevices.options(), OutputPartTest::compareTails);
  }

  private static void compareTails(Filesystem filesystem, Place place) {
    HeadStart sender = SENDERS.get(place.random.nextInt(SENDERS.size()));
    int from = place.random.nextInt(place.whole.length + 1);
    StageSizes sizes = place.random.nextInt(4) == 0 ? StageSizes.USUAL : TINY;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SendReport report =
        place.send(
            filesystem, sender, OutputPart.startingAt(from), sizes, Channels.newChannel(out));
    assertIsRest(place, from, out, place.stream + " from byte " + from);
    assertEquals(place.whole.length, report.bytes());
  }

  private static void assertIsRest(Place place, int from, ByteArrayOutputStream rest, String what) {
    byte[] joined = Arrays.copyOf(place.whole, from + rest.size());
    System.arraycopy(rest.toByteArray(), 0, joined, from, rest.size());
    StreamComparison.assertSame(what, place.whole, joined);
  }

  @ParameterizedTest
  @MethodSource("sample")
  void whatGoesOnAfterATokenIsTheRest(Fixture fixture) throws IOException {
    forEach(
        fixture,
        FilesystemOptions.defaults(),
        (filesystem, place) -> {
          ResumeToken token = token(place);
          for (HeadStart sender : SENDERS) {
            List<StreamPoint> marks = new ArrayList<>();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            place.send(
                filesystem,
                sender,
                ComparedStart.part(token).marking(marks::add),
                TINY,
                new ComparedStart(token, Channels.newChannel(out)));
            int have = (int) token.point().bytes();
            assertIsRest(place, have, out, place.stream + " after " + token);
            assertEquals(place.whole.length, marks.get(marks.size() - 1).bytes());
          }
        });
  }

  @ParameterizedTest
  @MethodSource("sample")
  void anotherPlaceEndsTheSendAndNothingIsWritten(Fixture fixture) throws IOException {
    forEach(
        fixture,
        FilesystemOptions.defaults(),
        (filesystem, place) -> {
          ResumeToken token = token(place);
          StreamPoint real = token.point();
          List<StreamPoint> others =
              List.of(
                  new StreamPoint(real.bytes(), real.commands(), real.digest() ^ 1),
                  new StreamPoint(real.bytes(), real.commands() + 1, real.digest()),
                  new StreamPoint(real.bytes() - 1, real.commands(), real.digest()));
          for (HeadStart sender : SENDERS) {
            for (StreamPoint other : others) {
              ResumeToken wrong = new ResumeToken(other, token.lastLength(), token.lastDigest());
              assertRefused(filesystem, place, sender, wrong);
            }
            assertRefused(
                filesystem,
                place,
                sender,
                new ResumeToken(real, token.lastLength(), token.lastDigest() ^ 1));
          }
        });
  }

  private static void assertRefused(
      Filesystem filesystem, Place place, HeadStart sender, ResumeToken token) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SendException refused =
        assertThrows(
            SendException.class,
            () ->
                place.send(
                    filesystem,
                    sender,
                    ComparedStart.part(token),
                    TINY,
                    new ComparedStart(token, Channels.newChannel(out))),
            () -> place.stream + " of " + place.whole.length + " after " + token);
    assertEquals(Reason.DIFFERENT, refused.reason());
    assertEquals(0, out.size());
  }

  /** Of a receiver that has a random part of the stream, with a command at least. */
  private static ResumeToken token(Place place) throws IOException {
    ResumeToken token = ResumeToken.NOTHING;
    while (token.equals(ResumeToken.NOTHING)) {
      byte[] part = Arrays.copyOf(place.whole, place.random.nextInt(place.whole.length + 1));
      if (part.length > 0) {
        try (StreamReader reader =
            new StreamReader(new ByteArrayInputStream(part), "part", StreamReaderOptions.LENIENT)) {
          token = ResumeToken.read(reader).token();
        }
      }
    }
    return token;
  }
}
