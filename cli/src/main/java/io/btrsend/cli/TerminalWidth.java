package io.btrsend.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * How wide the terminal behind standard error is. Java cannot ask for it, so {@code stty} does:
 * once before the first line is drawn, when the command has been running for half a second, and
 * again whenever the terminal was resized. That costs 10 ms of a thread that does nothing else;
 * JLine would do the same, or load native code. For one thread, but {@link #changed} is for any.
 */
final class TerminalWidth {
  private static final String[] QUESTION = {"sh", "-c", "exec stty size <&2"};
  private static final int TIMEOUT_SECONDS = 1;
  private static final int USUAL = 80;

  private volatile boolean isKnown;
  private int columns = USUAL;

  /** The terminal may have another width now. */
  void changed() {
    isKnown = false;
  }

  /** The width in columns; 80 if nobody knows. */
  int columns() {
    if (!isKnown) {
      isKnown = true;
      columns = ask();
    }
    return columns;
  }

  private static int ask() {
    int told = parse(answer());
    if (told <= 0) {
      told = parse("0 " + System.getenv("COLUMNS"));
    }
    return told > 0 ? told : USUAL;
  }

  /** What stty prints; empty if there is no stty, or no terminal. */
  private static String answer() {
    try {
      Process stty =
          new ProcessBuilder(QUESTION).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      stty.getOutputStream().close();
      if (!stty.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        stty.destroyForcibly();
        return "";
      }
      try (InputStream out = stty.getInputStream()) {
        return new String(out.readAllBytes(), StandardCharsets.US_ASCII);
      }
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  /** The second of two numbers, of rows and columns; 0 if it is none. */
  static int parse(String size) {
    String[] numbers = size.strip().split(" ", -1);
    boolean isNumber = numbers.length == 2 && numbers[1].matches("[0-9]{1,5}");
    return isNumber ? Integer.parseInt(numbers[1]) : 0;
  }
}
