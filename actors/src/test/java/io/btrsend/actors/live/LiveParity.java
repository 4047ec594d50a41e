package io.btrsend.actors.live;

import io.btrsend.engine.testing.StreamComparison;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Compares what a {@link Sender} writes with what the kernel writes, on filesystems from seeds.
 * Thread-safe.
 */
final class LiveParity {

  /**
   * A stream that is not the kernel's.
   *
   * @param explanation for people: where they part
   */
  record Difference(LiveScenario scenario, SendTask task, String explanation) {}

  /**
   * What came of one filesystem.
   *
   * @param streams how many were compared
   * @param bytes how many the kernel's had
   * @param refused how many of them the kernel did not finish
   */
  record Result(int streams, long bytes, int refused, List<Difference> differences) {}

  private final Sender sender;

  LiveParity(Sender sender) {
    this.sender = sender;
  }

  /** Makes the filesystem and compares all its streams. */
  Result run(LiveScenario scenario) {
    try (LoopFilesystem filesystem = LoopFilesystem.create(scenario.settings())) {
      scenario.operations().forEach(operation -> operation.apply(filesystem));
      filesystem.unmount();
      return compare(scenario, filesystem);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Result compare(LiveScenario scenario, LoopFilesystem filesystem) throws IOException {
    List<SendTask> tasks = scenario.tasks();
    List<Path> expected = new ArrayList<>();
    List<Integer> errors = new ArrayList<>();
    long bytes = 0;
    filesystem.mountReadOnly();
    for (SendTask task : tasks) {
      Path output = filesystem.directory().resolve("kernel." + expected.size());
      errors.add(KernelSend.run(filesystem.top(), task, output));
      expected.add(output);
      bytes += Files.size(output);
    }
    filesystem.unmount();
    List<Difference> differences = new ArrayList<>();
    for (int number = 0; number < tasks.size(); number++) {
      SendTask task = tasks.get(number);
      Path output = filesystem.directory().resolve("ours");
      Optional<Exception> failure = send(filesystem, task, output);
      explain(expected.get(number), errors.get(number), output, failure)
          .ifPresent(why -> differences.add(new Difference(scenario, task, why)));
      Files.deleteIfExists(output);
      Files.delete(expected.get(number));
    }
    int refused = (int) errors.stream().filter(error -> error != 0).count();
    return new Result(tasks.size(), bytes, refused, differences);
  }

  private Optional<Exception> send(LoopFilesystem filesystem, SendTask task, Path output) {
    try {
      sender.send(filesystem.images(), task, output);
      return Optional.empty();
    } catch (Exception e) {
      return Optional.of(e);
    }
  }

  /** Why the outcomes differ; empty if they are the same. */
  private static Optional<String> explain(
      Path expected, int error, Path actual, Optional<Exception> failure) {
    if (error != 0) {
      return failure.isPresent()
          ? Optional.empty()
          : Optional.of("the kernel fails with error " + error + ", we do not");
    }
    if (failure.isPresent()) {
      StringWriter trace = new StringWriter();
      failure.get().printStackTrace(new PrintWriter(trace));
      return Optional.of("we fail, the kernel does not: " + trace);
    }
    return Optional.ofNullable(StreamComparison.difference(expected, actual));
  }
}
