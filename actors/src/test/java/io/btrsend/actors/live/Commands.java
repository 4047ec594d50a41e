package io.btrsend.actors.live;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Runs programs of the system. */
final class Commands {

  /** What a program left behind. */
  record Outcome(int status, String output) {}

  private Commands() {}

  /**
   * Runs a program.
   *
   * @param words strings, or collections of them
   * @return what it printed
   * @throws IllegalStateException if it failed
   */
  static String run(Object... words) {
    List<String> command = new ArrayList<>();
    for (Object word : words) {
      if (word instanceof Collection<?> several) {
        several.forEach(each -> command.add(each.toString()));
      } else {
        command.add(word.toString());
      }
    }
    Outcome outcome = attempt(command);
    if (outcome.status() != 0) {
      throw new IllegalStateException(String.join(" ", command) + ": " + outcome.output());
    }
    return outcome.output();
  }

  /** Runs a program that may fail. */
  static Outcome attempt(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      byte[] output = process.getInputStream().readAllBytes();
      return new Outcome(process.waitFor(), new String(output, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
