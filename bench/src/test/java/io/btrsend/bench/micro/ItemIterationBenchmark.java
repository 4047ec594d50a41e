package io.btrsend.bench.micro;

import io.btrsend.engine.tree.TreeCursor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One step to the next item of the newest snapshot, over and over, all leaves in the cache. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class ItemIterationBenchmark {
  @Param("full-many-files")
  String image;

  private BenchmarkImage opened;
  private TreeCursor cursor;

  @Setup
  public void open() {
    opened = BenchmarkImage.open(image);
    cursor = new TreeCursor(opened.filesystem().blocks(), opened.newest().root());
    cursor.seek(0, 0, 0);
  }

  @Benchmark
  public long next() {
    if (!cursor.next()) {
      cursor.seek(0, 0, 0);
    }
    return cursor.objectid();
  }

  @TearDown
  public void close() {
    opened.close();
  }
}
