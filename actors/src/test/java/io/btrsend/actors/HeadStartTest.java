package io.btrsend.actors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorSystem;
import io.btrsend.config.Settings;
import io.btrsend.engine.extent.UnreadableData;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.FilesystemOptions;
import io.btrsend.engine.send.SendReport;
import io.btrsend.engine.send.SendSession;
import io.btrsend.engine.send.StageSizes;
import io.btrsend.engine.testing.Fixture;
import io.btrsend.engine.testing.KernelStream;
import io.btrsend.engine.testing.StreamComparison;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Wherever the actors take over, the bytes are the kernel's. */
class HeadStartTest {
  private static final Settings SETTINGS =
      Settings.load(List.of("parallelism=2", "bytes-in-flight=4MiB"));
  private static final ActorTestKit KIT = ActorTestKit.create(SETTINGS.config());
  private static final StageSizes TINY = new StageSizes(4096, 2, 256);

  /** Several segments long, so that there is a place to take over at. */
  private static final String LONG = "full-large-extents";

  private final CompletableFuture<ActorSystem<Void>> never = new CompletableFuture<>();
  private final CompletableFuture<ActorSystem<Void>> ready =
      CompletableFuture.completedFuture(KIT.system());
  private final IOException full = new IOException("No space left on device");

  @AfterAll
  static void stopActors() {
    KIT.shutdownTestKit();
  }

  /** An output that makes the actors ready when so many segments have been written. */
  private static final class Alarm implements WritableByteChannel {
    private final CompletableFuture<ActorSystem<Void>> system = new CompletableFuture<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final WritableByteChannel out = Channels.newChannel(bytes);
    private int left;

    Alarm(int segments) {
      left = segments;
      ringIfDue();
    }

    private void ringIfDue() {
      if (left == 0) {
        system.complete(KIT.system());
      }
    }

    boolean hasRung() {
      return system.isDone();
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      int written = out.write(source);
      left--;
      ringIfDue();
      return written;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  /** An output that takes so many bytes and no more. */
  private static final class FullChannel implements WritableByteChannel {
    private final IOException cause;
    private long room;

    FullChannel(long room, IOException cause) {
      this.room = room;
      this.cause = cause;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      int length = source.remaining();
      room -= length;
      if (room < 0) {
        throw cause;
      }
      source.position(source.limit());
      return length;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  @ParameterizedTest
  @MethodSource("io.btrsend.engine.testing.Fixture#all")
  void aSendThatTheActorsTakeOverIsTheKernelsByteForByte(Fixture fixture) {
    int segments = Math.floorMod(fixture.name().hashCode(), 7);
    try (Filesystem filesystem = Filesystem.open(fixture.images(), FilesystemOptions.defaults())) {
      for (KernelStream stream : fixture.streams()) {
        assertTakenOver(filesystem, stream, segments);
        segments = (segments + 1) % 7;
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {LONG, "s05-directory-swap"})
  void theActorsCanTakeOverBehindEverySegment(String name) {
    Fixture fixture = Fixture.named(name);
    try (Filesystem filesystem = Filesystem.open(fixture.images(), FilesystemOptions.defaults())) {
      for (KernelStream stream : fixture.streams()) {
        int segments = 0;
        while (assertTakenOver(filesystem, stream, segments)) {
          segments++;
        }
        assertTrue(segments > 1, stream + " has " + segments);
      }
    }
  }

  /** Whether the stream has as many segments. */
  private static boolean assertTakenOver(Filesystem filesystem, KernelStream stream, int segments) {
    Alarm out = new Alarm(segments);
    SendSession session =
        SendSession.open(
            filesystem, stream.request(filesystem.subvolumes()), UnreadableData.FAIL, TINY);
    SendReport report = new HeadStart(SETTINGS.send(), out.system).send(session, out);
    String what = stream + " taken over behind segment " + segments;
    StreamComparison.assertSame(what, stream.bytes(), out.bytes.toByteArray());
    assertEquals(out.bytes.size(), report.bytes(), what);
    return out.hasRung();
  }

  @Test
  void actorsThatAreNeverReadyAreNotNeeded() {
    assertSent(SETTINGS, never);
  }

  @Test
  void withoutAHeadStartTheActorsAreWaitedFor() {
    CompletableFuture<ActorSystem<Void>> system = new CompletableFuture<>();
    Thread starter = new Thread(() -> system.complete(KIT.system()));
    starter.start();
    assertSent(SETTINGS.with(List.of("head-start=0 ms")), system);
    assertTrue(system.isDone());
  }

  @Test
  void actorsThatCannotBeStartedFailTheSend() {
    IllegalArgumentException cause = new IllegalArgumentException("no such dispatcher");
    WritableByteChannel out = Channels.newChannel(new ByteArrayOutputStream());
    Throwable failure = failureOf(CompletableFuture.failedFuture(cause), out);
    assertSame(cause, assertInstanceOf(CompletionException.class, failure).getCause());
  }

  @Test
  void anOutputThatFailsFailsTheSendBeforeTheActorsAreReady() {
    assertInstanceOf(OutputException.class, failureOf(never, new FailingChannel(0, full)));
  }

  @Test
  void anOutputThatFailsFailsTheSendTheSameWayAfterwards() {
    assertInstanceOf(OutputException.class, failureOf(ready, new FailingChannel(5, full)));
  }

  /** All has been handed over by then: a success must not be told before the last write is over. */
  @ParameterizedTest
  @ValueSource(strings = {"0 ms", "1 hour"})
  void anOutputThatFailsAtTheLastWriteFailsTheSend(String headStart) {
    Settings settings = SETTINGS.with(List.of("head-start=" + headStart));
    try (Filesystem filesystem = open()) {
      for (int i = 0; i < 20; i++) {
        int bytes = stream().length();
        WritableByteChannel out = new FullChannel(bytes - 1, full);
        HeadStart sender = new HeadStart(settings.send(), ready);
        OutputException failure =
            assertThrows(OutputException.class, () -> sender.send(session(filesystem), out));
        assertSame(full, failure.getCause());
      }
    }
  }

  @Test
  void anErrorOfTheMachineIsTheFailureOfTheSendWhoeverIsAtIt() {
    StackOverflowError error = new StackOverflowError();
    WritableByteChannel out =
        new DiscardingChannel() {
          @Override
          void beforeWrite() {
            throw error;
          }
        };
    for (CompletableFuture<ActorSystem<Void>> system : List.of(never, ready)) {
      Throwable failure = failureOf(system, out);
      assertSame(error, assertInstanceOf(StageException.class, failure).getCause());
    }
  }

  @Test
  void anInterruptionCancelsTheSendWhoeverIsAtIt() {
    for (CompletableFuture<ActorSystem<Void>> system : List.of(never, ready)) {
      Thread caller = Thread.currentThread();
      WritableByteChannel out =
          new DiscardingChannel() {
            @Override
            void beforeWrite() {
              caller.interrupt();
              // A send that is complete before its caller has noticed is not cancelled any more.
              while (Thread.currentThread() != caller && !hasCancelled(caller)) {
                Thread.onSpinWait();
              }
            }
          };
      assertInstanceOf(CancellationException.class, failureOf(system, out));
      assertTrue(Thread.interrupted(), "the thread is still interrupted");
    }
  }

  /** Whether the interrupted thread waits for the end of the send, which it does after that. */
  private static boolean hasCancelled(Thread caller) {
    return !caller.isInterrupted() && caller.getState() == Thread.State.WAITING;
  }

  @Test
  void nothingOfASendIsKeptWhenItIsOver() throws InterruptedException {
    HeadStart headStart = new HeadStart(SETTINGS.send(), never);
    try (Filesystem filesystem = open()) {
      WeakReference<SendSession> sent = sendOnce(headStart, filesystem);
      for (int i = 0; i < 100 && sent.get() != null; i++) {
        System.gc();
        Thread.sleep(10);
      }
      assertNull(sent.get());
      assertEquals(
          stream().length(), sendOnce(headStart, session(filesystem)).bytes(), "it still sends");
    }
  }

  private static WeakReference<SendSession> sendOnce(HeadStart headStart, Filesystem filesystem) {
    SendSession session = session(filesystem);
    sendOnce(headStart, session);
    return new WeakReference<>(session);
  }

  private static SendReport sendOnce(HeadStart headStart, SendSession session) {
    return headStart.send(session, Channels.newChannel(new ByteArrayOutputStream()));
  }

  private static Throwable failureOf(
      CompletableFuture<ActorSystem<Void>> system, WritableByteChannel out) {
    HeadStart headStart = new HeadStart(SETTINGS.send(), system);
    try (Filesystem filesystem = open()) {
      return assertThrows(RuntimeException.class, () -> headStart.send(session(filesystem), out));
    }
  }

  private static void assertSent(Settings settings, CompletableFuture<ActorSystem<Void>> system) {
    HeadStart headStart = new HeadStart(settings.send(), system);
    try (Filesystem filesystem = open()) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      SendReport report = headStart.send(session(filesystem), Channels.newChannel(out));
      assertArrayEquals(stream().bytes(), out.toByteArray());
      assertEquals(out.size(), report.bytes());
    }
  }

  private static Filesystem open() {
    return Filesystem.open(Fixture.named(LONG).images(), FilesystemOptions.defaults());
  }

  private static SendSession session(Filesystem filesystem) {
    return SendSession.open(filesystem, stream().request(filesystem.subvolumes()));
  }

  private static KernelStream stream() {
    return Fixture.named(LONG).streams().get(0);
  }
}
