package io.btrsend.engine.hostile;

import io.btrsend.engine.testing.Fixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Sends hostile images made of the fixtures and records how each send ended. The seed, the fixture
 * and the number of an image identify it: the same three make the same image again.
 *
 * <p>For long runs this has a {@code main}; see {@link #main}.
 */
final class MutationFuzzer implements AutoCloseable {
  private static final Duration MAX_DURATION = Duration.ofSeconds(10);

  private final long seed;
  private final Path directory;
  private final FuzzReport report = new FuzzReport();
  private final AtomicReference<Thread> worker = new AtomicReference<>();
  private final ExecutorService executor = Executors.newSingleThreadExecutor(this::newWorker);

  MutationFuzzer(long seed) throws IOException {
    this.seed = seed;
    this.directory = Files.createTempDirectory("btrsend-hostile");
  }

  private Thread newWorker(Runnable task) {
    Thread thread = new Thread(task, "mutant");
    thread.setDaemon(true);
    worker.set(thread);
    return thread;
  }

  FuzzReport report() {
    return report;
  }

  /** All fixtures, in an order that follows from the seed. */
  List<Fixture> fixtures() {
    List<Fixture> fixtures = new ArrayList<>(Fixture.all());
    Collections.shuffle(fixtures, new Random(seed));
    return fixtures;
  }

  /** Sends the images with the numbers from {@code first} on. */
  void run(Fixture fixture, int first, int count) throws IOException {
    try (ImageMutator mutator = new ImageMutator(fixture, directory)) {
      for (int i = 0; i < count; i++) {
        runOne(mutator, fixture, first + i);
      }
    }
  }

  private void runOne(ImageMutator mutator, Fixture fixture, int number) throws IOException {
    Random random = new Random((seed * 31 + fixture.name().hashCode()) * 1_000_003 + number);
    random.nextLong();
    String changes = mutator.mutate(random);
    String name = fixture.name() + " " + number + " (" + changes + ")";
    MutantSend send = new MutantSend(mutator.images(), fixture, random);
    long start = System.nanoTime();
    Future<String> result = executor.submit(send::run);
    try {
      String outcome = result.get(MAX_DURATION.toSeconds(), TimeUnit.SECONDS);
      report.add(outcome, name, System.nanoTime() - start);
    } catch (ExecutionException e) {
      report.addFailure(name, e.getCause());
    } catch (TimeoutException e) {
      Throwable where = new Throwable("still running after " + MAX_DURATION);
      where.setStackTrace(worker.get().getStackTrace());
      report.addFailure(name, where);
      throw new IllegalStateException("stopped: " + name, where);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      mutator.restore();
    }
  }

  @Override
  public void close() throws IOException {
    executor.shutdownNow();
    Files.deleteIfExists(directory);
  }

  /**
   * Sends many hostile images and prints how it went.
   *
   * <pre>
   *   --count N       images in all, spread over the fixtures (1000)
   *   --seed N        (1)
   *   --fixture NAME  of this one only
   *   --first N       number of the first image of each fixture (0)
   * </pre>
   *
   * Ends with 1 if an image led to anything but success or a typed error. Run it with the bounds of
   * memory that are to be held: {@code -Xmx384m -XX:MaxDirectMemorySize=96m}.
   */
  public static void main(String[] arguments) throws IOException {
    int count = 1000;
    long seed = 1;
    int first = 0;
    String only = null;
    for (int i = 0; i + 1 < arguments.length; i += 2) {
      String value = arguments[i + 1];
      switch (arguments[i]) {
        case "--count" -> count = Integer.parseInt(value);
        case "--seed" -> seed = Long.parseLong(value);
        case "--first" -> first = Integer.parseInt(value);
        case "--fixture" -> only = value;
        default -> throw new IllegalArgumentException(arguments[i]);
      }
    }
    try (MutationFuzzer fuzzer = new MutationFuzzer(seed)) {
      List<Fixture> fixtures = only == null ? fuzzer.fixtures() : List.of(Fixture.named(only));
      int left = count;
      for (int i = 0; i < fixtures.size(); i++) {
        int share = left / (fixtures.size() - i);
        fuzzer.run(fixtures.get(i), first, share);
        left -= share;
      }
      fuzzer.report().failures().forEach(Throwable::printStackTrace);
      System.out.println("seed " + seed + ", " + fuzzer.report());
      System.exit(fuzzer.report().failures().isEmpty() ? 0 : 1);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
