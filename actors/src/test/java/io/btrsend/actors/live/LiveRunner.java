package io.btrsend.actors.live;

import io.btrsend.actors.live.LiveCheck.Finding;
import io.btrsend.actors.live.LiveSample.KernelStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Makes the filesystem of a scenario, has the kernel send from it, and has it checked. */
final class LiveRunner {

  /**
   * A finding, and how to get it again.
   *
   * @param scenario what it was found on
   * @param check what found it
   */
  record Difference(LiveScenario scenario, LiveCheck check, Finding finding) {}

  /**
   * What came of one filesystem.
   *
   * @param streams how many the kernel sent
   * @param bytes how many they had
   * @param refused how many of them the kernel did not finish
   * @param features what the filesystem has and what was done to it, in words
   */
  record Result(
      int streams, long bytes, int refused, Set<String> features, List<Difference> differences) {}

  private final List<LiveCheck> checks;
  private final Optional<Path> kept;

  /**
   * A runner.
   *
   * @param kept where the images and the kernel's streams go if something was found: where the
   *     cleaner was in the end cannot be repeated
   */
  LiveRunner(List<LiveCheck> checks, Optional<Path> kept) {
    this.checks = checks;
    this.kept = kept;
  }

  /** Runs one scenario. */
  Result run(LiveScenario scenario) {
    Set<String> features = new TreeSet<>();
    try (LoopFilesystem filesystem = LoopFilesystem.create(scenario.settings())) {
      for (Operation operation : scenario.operations()) {
        if (operation.apply(filesystem) == 0) {
          features.add(operation.word());
        }
      }
      filesystem.take(scenario.ending());
      filesystem.mountFrozen();
      features.addAll(ImageFeatures.of(scenario, filesystem));
      return check(sample(scenario, filesystem), features);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static LiveSample sample(LiveScenario scenario, LoopFilesystem filesystem)
      throws IOException {
    Path directory = Files.createDirectory(filesystem.directory().resolve("sample"));
    Path top = filesystem.top();
    List<KernelStream> streams = new ArrayList<>();
    for (SendTask task : scenario.tasks()) {
      if (KernelSend.isPossible(top, task)) {
        Path output = directory.resolve("kernel." + streams.size());
        streams.add(new KernelStream(task, output, KernelSend.run(top, task, output)));
      }
    }
    return new LiveSample(scenario, filesystem.images(), top, directory, streams);
  }

  private Result check(LiveSample sample, Set<String> features) throws IOException {
    List<Difference> differences = new ArrayList<>();
    for (LiveCheck check : checks) {
      for (Finding finding : findings(check, sample)) {
        differences.add(new Difference(sample.scenario(), check, finding));
      }
    }
    long bytes = 0;
    int refused = 0;
    for (KernelStream stream : sample.streams()) {
      bytes += Files.size(stream.file());
      refused += stream.error() == 0 ? 0 : 1;
    }
    if (kept.isPresent() && !differences.isEmpty()) {
      keep(sample, differences, kept.get().resolve("seed-" + sample.scenario().seed()));
    }
    return new Result(sample.streams().size(), bytes, refused, features, differences);
  }

  private static List<Finding> findings(LiveCheck check, LiveSample sample) {
    try {
      return check.check(sample);
    } catch (Exception e) {
      StringWriter trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace));
      return List.of(new Finding(Optional.empty(), trace.toString()));
    }
  }

  private static void keep(LiveSample sample, List<Difference> differences, Path directory)
      throws IOException {
    Files.createDirectories(directory);
    Commands.run("cp", "--sparse=always", sample.images(), directory);
    List<String> lines = new ArrayList<>(List.of(sample.scenario().ending().toString()));
    sample.scenario().settings().contents().forEach(each -> lines.add("contents " + each.text()));
    sample.scenario().operations().forEach(each -> lines.add(each.text()));
    for (Difference difference : differences) {
      lines.add(difference.finding().toString());
      for (KernelStream stream : sample.streams()) {
        if (difference.finding().task().equals(Optional.of(stream.task()))) {
          Commands.run("cp", stream.file(), directory);
          lines.add("the kernel's stream: " + stream.file().getFileName());
        }
      }
    }
    Files.write(directory.resolve("findings"), lines);
  }
}
