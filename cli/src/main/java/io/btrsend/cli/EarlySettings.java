package io.btrsend.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.btrsend.config.ConfigResource;
import io.btrsend.config.Settings;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The usual settings, loaded in the background while the command line is being read: both take as
 * long.
 */
final class EarlySettings {
  private EarlySettings() {}

  /** A class, since the first lambda of a process takes as long as loading takes by itself. */
  private static final class Usual implements Supplier<Settings> {
    static final CompletableFuture<Settings> SETTINGS = CompletableFuture.supplyAsync(new Usual());

    @Override
    public Settings get() {
      return load();
    }
  }

  /** Begins to load, if the command line looks like one of a command that needs settings. */
  static void begin(String... arguments) {
    String command = arguments.length == 0 ? "" : arguments[0];
    if (command.equals("send") || command.equals("list") || command.equals("info")) {
      var unused = Usual.SETTINGS;
    }
  }

  /** The settings with what the user said on top of them. */
  static Settings with(List<String> assignments) {
    return Usual.SETTINGS.join().with(assignments);
  }

  /** What is usual, with a file on top of it that the user has named in the usual way. */
  static Settings load() {
    boolean named = isNamed("file") || isNamed("resource") || isNamed("url");
    return Settings.load(named ? ConfigFactory.defaultApplication() : ConfigFactory.empty());
  }

  /** What a command creates its actors with. */
  static Config forActors(Settings settings) {
    return settings.config(
        ConfigResource.parse(EarlySettings.class, "command.conf"),
        ConfigResource.parse(EarlySettings.class, "akka.conf"));
  }

  private static boolean isNamed(String source) {
    return System.getProperty("config." + source) != null;
  }
}
