package io.btrsend.bench.micro;

import io.btrsend.engine.send.SendSession;
import io.btrsend.engine.send.gather.GatheredBatch;
import io.btrsend.engine.send.gather.Gatherer;
import io.btrsend.engine.send.resolve.Resolver;
import io.btrsend.engine.send.walk.TreeWalk;
import io.btrsend.engine.send.walk.WalkBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The whole stage that resolves names and paths, everything before it done: per send of the newest
 * snapshot, and, as {@code commands}, per command. Five thousand names in one directory; a path of
 * sixty directories; an incremental send with more names than the name cache holds.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class PathResolutionBenchmark {
  @Param({"full-many-files", "full-deep-tree", "inc-many-changes"})
  String image;

  private BenchmarkImage opened;
  private SendSession session;
  private final List<GatheredBatch> batches = new ArrayList<>();

  /** How many commands were made. */
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  @State(Scope.Thread)
  public static class Count {
    public long commands;
  }

  @Setup
  public void gather() {
    opened = BenchmarkImage.open(image);
    session = opened.session();
    TreeWalk walk = session.walk();
    Gatherer gatherer = session.gatherer();
    for (WalkBatch batch = walk.next(); batch != null; batch = walk.next()) {
      batches.add(gatherer.gather(batch));
    }
  }

  @Benchmark
  public void resolve(Count count) {
    Resolver resolver = session.resolver();
    for (GatheredBatch batch : batches) {
      resolver.accept(batch);
      poll(resolver);
    }
    resolver.finish();
    poll(resolver);
    count.commands += resolver.report().commands();
  }

  private static void poll(Resolver resolver) {
    while (resolver.poll() != null) {
      // the segments are not rendered
    }
  }

  @TearDown
  public void close() {
    opened.close();
  }
}
