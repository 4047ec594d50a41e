package io.btrsend.actors.live;

import io.btrsend.actors.live.LiveSample.KernelStream;
import io.btrsend.engine.testing.StreamComparison;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/** Every stream is the kernel's, byte for byte; where the kernel gives up, we do. */
final class SendCheck implements LiveCheck {

  private final LongFunction<Sender> senders;

  /**
   * The check.
   *
   * @param senders what is compared to the kernel, for each seed
   */
  SendCheck(LongFunction<Sender> senders) {
    this.senders = senders;
  }

  @Override
  public List<Finding> check(LiveSample sample) throws Exception {
    Sender sender = senders.apply(sample.scenario().seed());
    List<Finding> findings = new ArrayList<>();
    Path output = sample.directory().resolve("sent");
    for (KernelStream expected : sample.streams()) {
      Exception failure = null;
      try {
        sender.send(sample.images(), expected.task(), output);
      } catch (Exception e) {
        failure = e;
      }
      explain(expected, output, failure)
          .ifPresent(why -> findings.add(new Finding(Optional.of(expected.task()), why)));
      Files.deleteIfExists(output);
    }
    return findings;
  }

  /** Why the outcomes differ; empty if they are the same. */
  private static Optional<String> explain(KernelStream expected, Path actual, Exception failure) {
    if (expected.error() != 0) {
      return failure != null
          ? Optional.empty()
          : Optional.of("the kernel fails with error " + expected.error() + ", we do not");
    }
    if (failure != null) {
      StringWriter trace = new StringWriter();
      failure.printStackTrace(new PrintWriter(trace));
      return Optional.of("we fail, the kernel does not: " + trace);
    }
    return Optional.ofNullable(StreamComparison.difference(expected.file(), actual));
  }
}
