package io.btrsend.actors.live;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import io.btrsend.actors.BtrfsSend;
import io.btrsend.actors.HeadStart;
import io.btrsend.config.Settings;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.FilesystemOptions;
import io.btrsend.engine.send.SendRequest;
import io.btrsend.engine.send.SendSession;
import io.btrsend.engine.send.SequentialSend;
import io.btrsend.engine.testing.Requests;
import io.btrsend.engine.testing.SlowDevices;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;

/** The senders that can be compared to the kernel, by name. */
final class Senders {
  private static final int MAX_HEAD_START_MICROS = 8000;

  private static final Map<String, Sender> BY_NAME =
      Map.of(
          "kernel", Senders::kernel,
          "sequential", Senders::sequential,
          "actors", Senders::actors,
          "head-start", Senders::headStart);

  /** The actors that the process needs, made when the first are asked for. */
  private static final class Actors {
    private static final Settings SETTINGS = Settings.load(List.of("parallelism=2"));
    private static final ActorSystem<Void> SYSTEM =
        ActorSystem.create(Behaviors.empty(), "live", SETTINGS.config());
    private static final BtrfsSend SENDER = new BtrfsSend(SYSTEM, SETTINGS.send());
  }

  private Senders() {}

  /**
   * The sender of this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Sender named(String name) {
    Sender sender = BY_NAME.get(name);
    if (sender == null) {
      throw new IllegalArgumentException("no sender " + name + " among " + BY_NAME.keySet());
    }
    return sender;
  }

  /**
   * The sender of each seed: always the one of this name, or, for {@code alternate}, actors for
   * every other seed.
   *
   * @throws IllegalArgumentException if there is none
   */
  static LongFunction<Sender> forSeeds(String name) {
    if (name.equals("alternate")) {
      return seed -> (seed & 1) == 0 ? Senders::sequential : Senders::actors;
    }
    Sender sender = named(name);
    return seed -> sender;
  }

  /** The kernel itself, from the mount of the sample: what the comparison is tested with. */
  private static void kernel(List<Path> images, SendTask task, Path output) throws IOException {
    int error = KernelSend.run(images.get(0).resolveSibling(LoopFilesystem.TOP), task, output);
    if (error != 0) {
      throw new IOException("the kernel gave up with error " + error);
    }
  }

  /** The engine on one thread. */
  private static void sequential(List<Path> images, SendTask task, Path output) throws IOException {
    try (Filesystem filesystem = Filesystem.open(images, optionsFor(task));
        FileChannel out = FileChannel.open(output, CREATE_NEW, WRITE)) {
      SequentialSend.run(SendSession.open(filesystem, request(filesystem, task)), out);
    }
  }

  /** The engine as actors. */
  private static void actors(List<Path> images, SendTask task, Path output) throws IOException {
    try (Filesystem filesystem = Filesystem.open(images, optionsFor(task));
        FileChannel out = FileChannel.open(output, CREATE_NEW, WRITE)) {
      SendSession session = SendSession.open(filesystem, request(filesystem, task));
      Actors.SENDER.send(session, out).result().toCompletableFuture().join();
    }
  }

  /** Actors that take over after a while of up to some milliseconds that follows from the task. */
  private static void headStart(List<Path> images, SendTask task, Path output) throws IOException {
    long micros = Math.floorMod(task.toString().hashCode(), MAX_HEAD_START_MICROS);
    CompletableFuture<ActorSystem<Void>> system =
        CompletableFuture.supplyAsync(
            () -> Actors.SYSTEM, CompletableFuture.delayedExecutor(micros, TimeUnit.MICROSECONDS));
    HeadStart headStart = new HeadStart(Actors.SETTINGS.send(), system);
    try (Filesystem filesystem = Filesystem.open(images, optionsFor(task));
        FileChannel out = FileChannel.open(output, CREATE_NEW, WRITE)) {
      headStart.send(SendSession.open(filesystem, request(filesystem, task)), out);
    }
  }

  /** For every other task devices count as slow, so that the send reads ahead. */
  private static FilesystemOptions optionsFor(SendTask task) {
    return optionsFor(task.toString().hashCode());
  }

  /** For every other number devices count as slow. */
  static FilesystemOptions optionsFor(long number) {
    return (number & 1) == 0 ? FilesystemOptions.defaults() : SlowDevices.options();
  }

  static SendRequest request(Filesystem filesystem, SendTask task) {
    return Requests.of(
        filesystem.subvolumes(),
        task.subvolume(),
        task.parent(),
        task.cloneSources(),
        task.version(),
        task.compressed(),
        task.noData());
  }
}
