package io.btrsend.cli;

import io.btrsend.config.Settings;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The usual settings, loaded in the background while the command line is being read: both take as
 * long.
 */
final class EarlySettings {
  private EarlySettings() {}

  private static final class Usual {
    static final CompletableFuture<Settings> SETTINGS =
        CompletableFuture.supplyAsync(() -> Settings.load(List.of()));
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
    return assignments.isEmpty() ? Usual.SETTINGS.join() : Settings.load(assignments);
  }
}
