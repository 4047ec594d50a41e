package io.btrsend.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.btrsend.config.Settings;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * The usual settings, loaded in the background while the command line is being read: both take as
 * long.
 */
final class EarlySettings {
  private EarlySettings() {}

  private static final class Usual {
    static final CompletableFuture<Settings> SETTINGS =
        CompletableFuture.supplyAsync(EarlySettings::load);
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

  /** What a command runs with, and on top of it a file that the user has named in the usual way. */
  static Settings load() {
    try (Reader file =
        new InputStreamReader(
            EarlySettings.class.getResourceAsStream("command.conf"), StandardCharsets.UTF_8)) {
      Config own = ConfigFactory.parseReader(file);
      boolean more = Stream.of("file", "resource", "url").anyMatch(EarlySettings::isNamed);
      return Settings.load(more ? ConfigFactory.defaultApplication().withFallback(own) : own);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isNamed(String source) {
    return System.getProperty("config." + source) != null;
  }
}
