package io.btrsend.cli;

import io.btrsend.config.Settings;
import io.btrsend.jobs.send.JobSettings;
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
      return JobSettings.load();
    }
  }

  /** Begins to load, if the command line looks like one of a command that needs settings. */
  static void begin(String... arguments) {
    String command = arguments.length == 0 ? "" : arguments[0];
    if (command.equals("send")
        || command.equals("backup")
        || command.equals("list")
        || command.equals("info")) {
      var unused = Usual.SETTINGS;
    }
  }

  /** The settings with what the user said on top of them. */
  static Settings with(List<String> assignments) {
    return Usual.SETTINGS.join().with(assignments);
  }
}
