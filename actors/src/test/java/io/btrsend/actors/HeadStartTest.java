package io.btrsend.actors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorSystem;
import io.btrsend.config.Settings;
import io.btrsend.engine.send.Segment;
import io.btrsend.engine.send.SendReport;
import io.btrsend.engine.send.SendSession;
import io.btrsend.engine.subvolume.Filesystem;
import io.btrsend.engine.subvolume.FilesystemOptions;
import io.btrsend.engine.testing.Fixture;
import io.btrsend.engine.testing.KernelStream;
import io.btrsend.engine.testing.StreamComparison;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Wherever the actors take over, the bytes are the kernel's. */
class HeadStartTest {
  private static final Settings SETTINGS =
      Settings.load(List.of("parallelism=2", "bytes-in-flight=4MiB"));
  private static final ActorTestKit KIT = ActorTestKit.create(SETTINGS.config());
  private static final BtrfsSend SENDER = new BtrfsSend(KIT.system(), SETTINGS.send());
  private static final PipelineLimits LIMITS = new PipelineLimits(3, 4, 600);
  private static final ExecutorService HELPERS = Executors.newFixedThreadPool(LIMITS.parallelism());

  /** Some streams are long enough for more stops than this, most are not. */
  private static final int STOPS = 7;

  /** Several segments long, so that there is a place to take over at. */
  private static final String LONG = "full-large-extents";

  private final IOException full = new IOException("No space left on device");

  @AfterAll
  static void stopActors() {
    KIT.shutdownTestKit();
    HELPERS.shutdown();
  }

  @ParameterizedTest
  @MethodSource("io.btrsend.engine.testing.Fixture#all")
  void aSendThatTheActorsGoOnWithIsTheKernelsByteForByte(Fixture fixture) throws IOException {
    int stop = Math.floorMod(fixture.name().hashCode(), STOPS);
    try (Filesystem filesystem = Filesystem.open(fixture.images(), FilesystemOptions.defaults())) {
      for (KernelStream stream : fixture.streams()) {
        if (stream.errno() == 0) {
          SendSession session =
              SendSession.open(filesystem, stream.request(filesystem.subvolumes()));
          ByteArrayOutputStream out = new ByteArrayOutputStream();
          SendReport report = sendInTwoParts(session, stop, Channels.newChannel(out));
          String what = stream + " taken over at stop " + stop;
          StreamComparison.assertSame(what, stream.bytes(), out.toByteArray());
          assertEquals(out.size(), report.bytes(), what);
          stop = (stop + 1) % STOPS;
        }
      }
    }
  }

  private static SendReport sendInTwoParts(SendSession session, int stop, WritableByteChannel out)
      throws IOException {
    BufferPool buffers = new BufferPool(Segment.MAX_SIZE, LIMITS.buffersInFlight());
    EngineStages engine = new EngineStages(session);
    SendHead head = new SendHead(engine.fromHere(), HELPERS, LIMITS, buffers, out);
    boolean ended = head.runUntil(after(stop));
    assertEquals(0, buffers.inUse());
    assertTrue(buffers.mostInUse() <= LIMITS.buffersInFlight());
    if (ended) {
      return head.report();
    }
    return SENDER.send(engine::fromHere, out).toCompletableFuture().join().plus(head.report());
  }

  /** Says yes when it has been asked so many times. */
  private static BooleanSupplier after(int questions) {
    int[] left = {questions};
    return () -> left[0]-- <= 0;
  }

  @Test
  void whatNoHelperTakesIsRenderedByTheCallingThread() throws IOException {
    List<Runnable> ignored = new ArrayList<>();
    BufferPool buffers = new BufferPool(Segment.MAX_SIZE, LIMITS.buffersInFlight());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (Filesystem filesystem = open()) {
      PipelineStages stages = new EngineStages(session(filesystem)).fromHere();
      SendHead head = new SendHead(stages, ignored::add, LIMITS, buffers, Channels.newChannel(out));
      assertTrue(head.runUntil(() -> false));
    }
    assertArrayEquals(Fixture.named(LONG).streams().get(0).bytes(), out.toByteArray());
    assertEquals(1, buffers.mostInUse());
    ignored.forEach(Runnable::run);
    assertEquals(0, buffers.inUse(), "helpers that come late find nothing to do");
  }

  @Test
  void helpersThatComeAfterAFailureFindNothingToDo() {
    List<Runnable> late = new ArrayList<>();
    BufferPool buffers = new BufferPool(Segment.MAX_SIZE, LIMITS.buffersInFlight());
    try (Filesystem filesystem = open()) {
      PipelineStages stages = new EngineStages(session(filesystem)).fromHere();
      SendHead head = new SendHead(stages, late::add, LIMITS, buffers, new FailingChannel(0, full));
      assertSame(full, assertThrows(IOException.class, () -> head.runUntil(() -> false)));
    }
    late.forEach(Runnable::run);
    assertEquals(0, buffers.inUse());
    assertTrue(late.size() > 1);
  }

  @Test
  void oneWorkerIsEnough() throws IOException {
    assertSent(Settings.load(List.of("parallelism=1")), new CompletableFuture<>());
  }

  @Test
  void actorsThatAreNeverReadyAreNotNeeded() throws IOException {
    assertSent(new CompletableFuture<>());
  }

  @Test
  void actorsThatAreReadyTakeOver() throws IOException {
    assertSent(CompletableFuture.completedFuture(KIT.system()));
  }

  @Test
  void actorsThatCannotBeStartedFailTheSend() {
    IllegalArgumentException cause = new IllegalArgumentException("no such dispatcher");
    WritableByteChannel out = Channels.newChannel(new ByteArrayOutputStream());
    assertSame(cause, failureOf(CompletableFuture.failedFuture(cause), out).getCause());
  }

  @Test
  void anOutputThatFailsFailsTheSendBeforeTheActorsAreReady() {
    CompletableFuture<ActorSystem<Void>> never = new CompletableFuture<>();
    assertInstanceOf(OutputException.class, failureOf(never, new FailingChannel(0, full)));
  }

  @Test
  void anOutputThatFailsFailsTheSendAfterTheActorsHaveTakenOver() {
    CompletableFuture<ActorSystem<Void>> ready = CompletableFuture.completedFuture(KIT.system());
    Throwable failure = failureOf(ready, new FailingChannel(5, full));
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    assertInstanceOf(OutputException.class, cause);
  }

  private static Throwable failureOf(
      CompletableFuture<ActorSystem<Void>> system, WritableByteChannel out) {
    try (HeadStart headStart = new HeadStart(SETTINGS.send(), system);
        Filesystem filesystem = open()) {
      return assertThrows(RuntimeException.class, () -> headStart.send(session(filesystem), out));
    }
  }

  private static void assertSent(CompletableFuture<ActorSystem<Void>> system) throws IOException {
    assertSent(SETTINGS, system);
  }

  private static void assertSent(Settings settings, CompletableFuture<ActorSystem<Void>> system)
      throws IOException {
    KernelStream stream = Fixture.named(LONG).streams().get(0);
    try (HeadStart headStart = new HeadStart(settings.send(), system);
        Filesystem filesystem = open()) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      SendReport report = headStart.send(session(filesystem), Channels.newChannel(out));
      assertArrayEquals(stream.bytes(), out.toByteArray());
      assertEquals(out.size(), report.bytes());
    }
  }

  private static Filesystem open() {
    return Filesystem.open(Fixture.named(LONG).images(), FilesystemOptions.defaults());
  }

  private static SendSession session(Filesystem filesystem) {
    KernelStream stream = Fixture.named(LONG).streams().get(0);
    return SendSession.open(filesystem, stream.request(filesystem.subvolumes()));
  }
}
