package io.btrsend.cli;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.ConfigFactory;
import io.btrsend.config.Settings;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What a send needs and what does not depend on its command line, made while that is being read:
 * the usual settings, and an actor system with them. Both take as long as the reading does.
 */
final class EarlyStart {
  private static final AtomicReference<Started> EARLY = new AtomicReference<>();

  private record Started(
      CompletableFuture<Settings> settings, CompletableFuture<ActorSystem<Void>> system) {}

  private EarlyStart() {}

  /** Begins in the background, if the command line looks like a send with the usual settings. */
  static void begin(String... arguments) {
    if (arguments.length == 0 || !arguments[0].equals("send") || hasSettings(arguments)) {
      var unused = CompletableFuture.runAsync(ConfigFactory::load);
      return;
    }
    var settings = CompletableFuture.supplyAsync(() -> Settings.load(List.of()));
    // Asynchronously both, or whoever waits for the settings would be made to start the actors.
    EARLY.set(new Started(settings, settings.thenApplyAsync(EarlyStart::start)));
  }

  private static boolean hasSettings(String... arguments) {
    for (String argument : arguments) {
      if (argument.startsWith("-D")
          || argument.startsWith("-j")
          || argument.startsWith("--parallelism")) {
        return true;
      }
    }
    return false;
  }

  /** The settings with what the user said on top of them. */
  static Settings settings(List<String> assignments) {
    Started early = EARLY.get();
    return early != null && assignments.isEmpty()
        ? early.settings().join()
        : Settings.load(assignments);
  }

  /**
   * The actor system for a send: the one that was begun, if these are its settings and nobody took
   * it yet.
   */
  @SuppressWarnings("ReferenceEquality") // comparing all settings would take longer than it saves
  static CompletableFuture<ActorSystem<Void>> system(Settings settings) {
    Started early = EARLY.getAndSet(null);
    if (early != null && early.settings().join() == settings) {
      return early.system();
    }
    if (early == null) {
      return CompletableFuture.supplyAsync(() -> start(settings));
    }
    return early
        .system()
        .thenApplyAsync(
            unwanted -> {
              unwanted.terminate();
              return start(settings);
            });
  }

  private static ActorSystem<Void> start(Settings settings) {
    return ActorSystem.create(Behaviors.empty(), "btrsend", settings.config());
  }
}
