package io.btrsend.cli;

import io.btrsend.engine.stream.ResumeToken;
import io.btrsend.jobs.output.StandardDescriptor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ParameterException;

/** Where a send begins: at the first byte, or after what an earlier one has written. */
final class StartOptions {
  private final Argument<Boolean> resumable =
      Argument.flag(
          "With -f FILE: what is written until an interruption stays, for --resume.",
          "--resumable");
  private final Argument<Path> resume =
      Argument.option(
          Path.class,
          "FILE",
          "Go on with the FILE of an interrupted send --resumable.",
          "--resume");
  private final Argument<Boolean> verify =
      Argument.flag("With --resume: read all that is there, not just the end.", "--verify");
  private final Argument<String> token =
      Argument.option(
          String.class,
          "TOKEN",
          "Write what the receiver lacks; 'btrsend token' there prints the token.",
          "--resume-token");
  private final Argument<Long> startAt =
      Argument.option(
          Long.class, "BYTE", "Write the stream from this byte on, unchecked.", "--start-at");

  void addTo(Subcommand command) {
    command.add(resumable, resume, verify, token, startAt);
  }

  /**
   * Refuses what does not go together.
   *
   * @throws ParameterException if it does not
   */
  void check(Subcommand command, boolean hasSelection, Path output, boolean isPlan) {
    List<String> given = new ArrayList<>();
    if (resumable.value()) {
      given.add("--resumable");
    }
    if (resume.value() != null) {
      given.add("--resume");
    }
    if (token.value() != null) {
      given.add("--resume-token");
    }
    if (startAt.value() != null) {
      given.add("--start-at");
    }
    String problem = null;
    if (given.size() > 1) {
      problem = String.join(" and ", given) + " do not go together";
    } else if (isPlan && !given.isEmpty()) {
      problem = "-n plans a whole send: leave out " + given.get(0);
    } else if (resumable.value() && (output == null || StandardDescriptor.isMeantBy(output))) {
      problem = "--resumable needs a file: name it with -f";
    } else if (resume.value() != null && (hasSelection || output != null)) {
      problem = "--resume FILE goes on with what was begun: leave out the options of that send";
    } else if (verify.value() && resume.value() == null) {
      problem = "--verify belongs to --resume FILE";
    } else if (startAt.value() != null && startAt.value() < 0) {
      problem = "--start-at " + startAt.value() + ": expected a number of bytes";
    }
    if (problem != null) {
      throw new ParameterException(command.commandLine(), problem);
    }
  }

  boolean isResumable() {
    return resumable.value();
  }

  /** The file to go on with, or null. */
  Path resumed() {
    return resume.value();
  }

  /** Whether all of that file is read. */
  boolean readsAll() {
    return verify.value();
  }

  /**
   * What the receiver has, or null.
   *
   * @throws io.btrsend.engine.SendException if the token is not one
   */
  ResumeToken token() {
    return token.value() == null ? null : ResumeToken.parse(token.value());
  }

  /** The first byte to write. */
  long startAt() {
    return startAt.value() == null ? 0 : startAt.value();
  }
}
