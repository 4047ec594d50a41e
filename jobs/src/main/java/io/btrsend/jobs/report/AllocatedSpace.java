package io.btrsend.jobs.report;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much space a file takes. Java cannot tell, so the program du is asked. Source: POSIX, du. */
final class AllocatedSpace {
  private static final Pattern FIRST_NUMBER = Pattern.compile("(\\d{1,15})\\s.*", Pattern.DOTALL);

  private AllocatedSpace() {}

  /** Bytes that a regular file takes; empty if it is something else or du does not tell. */
  static OptionalLong of(Path file) {
    if (!Files.isRegularFile(file)) {
      return OptionalLong.empty();
    }
    String printed;
    try {
      Process du =
          new ProcessBuilder("du", "-k", file.toRealPath().toString())
              .redirectError(Redirect.DISCARD)
              .start();
      du.getOutputStream().close();
      printed = new String(du.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (IOException unknown) {
      return OptionalLong.empty();
    }
    Matcher number = FIRST_NUMBER.matcher(printed);
    return number.matches()
        ? OptionalLong.of(Long.parseLong(number.group(1)) << 10)
        : OptionalLong.empty();
  }
}
