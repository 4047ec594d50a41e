package io.btrsend.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * One run of the program inside this process.
 *
 * @param exitCode what the process would return
 * @param out what it printed
 * @param err what it said on standard error
 */
record CommandRun(int exitCode, String out, String err) {
  static CommandRun of(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        Main.commandLine(arguments)
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments);
    return new CommandRun(exitCode, out.toString(), err.toString());
  }
}
