package io.btrsend.cli;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/**
 * One run of the program inside this process.
 *
 * @param exitCode what the process would return
 * @param out what it printed
 * @param err what it said on standard error
 */
record CommandRun(int exitCode, String out, String err) {
  static CommandRun of(String... arguments) {
    return of(StandardCharsets.UTF_8, arguments);
  }

  static CommandRun of(Charset charset, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CommandRun run = into(out, arguments);
    return new CommandRun(run.exitCode(), out.toString(charset), run.err());
  }

  /** A run that prints elsewhere. */
  static CommandRun into(OutputStream out, String... arguments) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    StandardError error = new StandardError(err);
    Main main = new Main(new StandardOutput(out), error, new Interruption(error));
    CommandLine line = main.commandLine(arguments);
    return new CommandRun(main.run(line, arguments), "", err.toString(StandardCharsets.UTF_8));
  }
}
