package io.btrsend.jobs.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.EngineException;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.FilesystemOptions;
import io.btrsend.engine.filesystem.KernelFilesystem;
import io.btrsend.engine.send.SendSession;
import io.btrsend.engine.send.SequentialSend;
import io.btrsend.engine.stream.StreamReader;
import io.btrsend.engine.testing.Fixture;
import io.btrsend.engine.testing.KernelStream;
import io.btrsend.engine.testing.Requests;
import io.btrsend.jobs.directory.Loss;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is made of the streams of all fixtures is what {@code btrfs receive} makes of them. The
 * property {@code btrsend.fixture} chooses those whose names begin so.
 */
@Tag("kernel")
class ApplyKernelTest {
  private static final ApplyOptions ALL = new ApplyOptions(true, true);

  /** Larger files are compared where they have data. */
  private static final long HUGE = 1 << 30;

  /** On how many filesystems each stream is applied; at most 4. */
  private static final int TARGETS = Integer.getInteger("btrsend.apply.targets", 1);

  private static final long START = System.currentTimeMillis();

  @TempDir static Path directory;
  private static final List<LoopMount> targets = new ArrayList<>();
  private static LoopMount receiver;

  private record Request(String subvolume, Optional<String> parent, List<String> cloneSources) {}

  @BeforeAll
  static void mount() throws IOException {
    KernelFilesystem.requireKernel();
    receiver = LoopMount.make(Files.createDirectory(directory.resolve("received")), "btrfs");
    for (String kind : List.of("ext4", "xfs", "tmpfs", "btrfs")) {
      targets.add(LoopMount.make(directory, kind));
    }
  }

  @AfterAll
  static void unmount() throws IOException {
    for (LoopMount target : targets) {
      target.close();
    }
    if (receiver != null) {
      receiver.close();
    }
  }

  @TestFactory
  Stream<DynamicTest> everyFixture() {
    String only = System.getProperty("btrsend.fixture", "");
    return Fixture.all().stream()
        .filter(fixture -> fixture.name().startsWith(only))
        .map(fixture -> DynamicTest.dynamicTest(fixture.name(), () -> check(fixture)));
  }

  /** Each of its streams once, in one of the ways that the kernel sent it. */
  private static void check(Fixture fixture) throws IOException {
    Set<Request> seen = new LinkedHashSet<>();
    for (KernelStream stream : fixture.streams()) {
      int variant = seen.size() % 3;
      boolean chosen =
          !stream.noData()
              && stream.version() == Math.min(2, variant + 1)
              && stream.compressed() == (variant == 2)
              && !stream.parent().equals(Optional.of(stream.subvolume()));
      Request request = new Request(stream.subvolume(), stream.parent(), stream.cloneSources());
      if (chosen && seen.add(request)) {
        check(stream, fixture + "-" + seen.size());
      }
    }
  }

  private static void check(KernelStream stream, String name) throws IOException {
    List<byte[]> chain = chain(stream);
    Path received = Files.createDirectory(receiver.top().resolve(name));
    String refusal = receive(chain, received);
    for (LoopMount target : targetsFor(name)) {
      Path applied = Files.createDirectory(target.top().resolve(name));
      List<String> lost = new ArrayList<>();
      String failure = apply(chain, applied, lost);
      if (!refusal.isEmpty()) {
        // That an attribute is gone already is no reason to refuse.
        boolean differs = failure.isEmpty() && !refusal.contains("No data available");
        assertFalse(differs, () -> stream + ": only refused by btrfs receive: " + refusal);
      } else if (failure.isEmpty()) {
        compare(stream, received, applied, lost);
      } else {
        assertTrue(failure.endsWith("File too large"), () -> stream + ": " + failure);
      }
      LoopMount.run("rm", "-rf", applied.toString());
    }
  }

  /** As many of the filesystems as are wanted for each stream, other ones for other streams. */
  private static List<LoopMount> targetsFor(String name) {
    List<LoopMount> turned = new ArrayList<>(targets);
    Collections.rotate(turned, name.hashCode());
    return turned.subList(0, TARGETS);
  }

  /** Returns why a stream is refused; some of the kernel's cannot be received. */
  private static String receive(List<byte[]> chain, Path target) {
    for (byte[] each : chain) {
      LoopMount.Result result = LoopMount.result(each, "btrfs", "-q", "receive", target.toString());
      if (result.status() != 0) {
        return result.output();
      }
    }
    return "";
  }

  /** The stream, and in front of it full ones of all that it needs. */
  private static List<byte[]> chain(KernelStream stream) throws IOException {
    Set<String> needed = new LinkedHashSet<>(stream.cloneSources());
    stream.parent().ifPresent(needed::add);
    needed.remove(stream.subvolume());
    List<byte[]> chain = new ArrayList<>();
    try (Filesystem filesystem =
        Filesystem.open(stream.fixture().images(), FilesystemOptions.defaults())) {
      for (String each : needed) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SequentialSend.run(
            SendSession.open(
                filesystem,
                Requests.of(
                    filesystem.subvolumes(), each, Optional.empty(), List.of(), 1, false, false)),
            Channels.newChannel(out));
        chain.add(out.toByteArray());
      }
    }
    chain.add(stream.bytes());
    return chain;
  }

  /** Returns why a stream is refused. */
  private static String apply(List<byte[]> chain, Path target, List<String> lost)
      throws IOException {
    try (Apply apply = new Apply(target, ALL, new Losses(lost), true)) {
      for (byte[] each : chain) {
        apply.play(new StreamReader(new ByteArrayInputStream(each), "stream", Apply.reading()));
      }
      return "";
    } catch (EngineException e) {
      return e.getMessage();
    }
  }

  /** Whatever differs must be in the list of losses. */
  private static void compare(KernelStream stream, Path received, Path applied, List<String> lost)
      throws IOException {
    List<String> rsync =
        new ArrayList<>(List.of("rsync", "-naciAXH", "--delete", "--modify-window=-1"));
    rsync.add("--exclude=/.btrsend-state");
    // How xfs stores access control lists.
    rsync.add("--filter=-x trusted.SGI_ACL_*");
    for (String huge : HugeFiles.compare(received, applied, HUGE)) {
      rsync.add("--exclude=" + huge);
    }
    rsync.addAll(List.of(received + "/", applied + "/"));
    String differences = LoopMount.run(rsync.toArray(String[]::new));
    // Everything else in the places of losses has to be the same: only the column of attributes
    // may differ.
    List<String> unexplained =
        differences
            .lines()
            .filter(line -> !isOfNow(line, received, applied))
            .filter(line -> !(line.matches("\\.[fdL]\\.{8}x .*") && isLost(line, lost)))
            .toList();
    assertEquals(List.of(), unexplained, () -> stream + " in " + applied + ", lost: " + lost);
  }

  /** Some streams leave directories with the times of their last changes. */
  private static boolean isOfNow(String line, Path received, Path applied) {
    if (!line.startsWith(".d..t...... ")) {
      return false;
    }
    String path = line.substring(".d..t...... ".length());
    return isOfNow(received.resolve(path)) && isOfNow(applied.resolve(path));
  }

  private static boolean isOfNow(Path path) {
    return path.toFile().lastModified() >= START;
  }

  private static boolean isLost(String line, List<String> lost) {
    String path = line.substring(line.indexOf('/') + 1).replaceFirst("/$", "");
    return lost.stream()
        .anyMatch(loss -> loss.startsWith((path.isEmpty() ? "." : path) + ": attribute "));
  }

  private record Losses(List<String> list) implements ApplyListener {
    @Override
    public void begins(byte[] name, AppliedSubvolume parent) {
      assertTrue(name.length > 0);
    }

    @Override
    public void completed(AppliedSubvolume subvolume, long commands) {
      assertTrue(commands >= 0);
    }

    @Override
    public void lost(Loss loss) {
      list.add(loss.toString());
    }
  }
}
