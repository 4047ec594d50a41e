package io.btrsend.bench.micro;

import io.btrsend.engine.format.ItemType;
import io.btrsend.engine.tree.TreeCursor;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One search for an inode item of the newest snapshot, all tree blocks in the cache. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class TreeSearchBenchmark {
  @Param("full-many-files")
  String image;

  private BenchmarkImage opened;
  private TreeCursor cursor;
  private long[] ascending;
  private long[] shuffled;
  private int at;

  @Setup
  public void open() {
    opened = BenchmarkImage.open(image);
    cursor = new TreeCursor(opened.filesystem().blocks(), opened.newest().root());
    LongStream.Builder inodes = LongStream.builder();
    cursor.seek(0, 0, 0);
    do {
      if (cursor.type() == ItemType.INODE_ITEM) {
        inodes.add(cursor.objectid());
      }
    } while (cursor.next());
    ascending = inodes.build().toArray();
    shuffled = shuffled(ascending, new Random(1));
  }

  private static long[] shuffled(long[] values, Random random) {
    long[] result = Arrays.copyOf(values, values.length);
    for (int left = result.length; left > 1; left--) {
      int other = random.nextInt(left);
      long value = result[left - 1];
      result[left - 1] = result[other];
      result[other] = value;
    }
    return result;
  }

  /** What a walk's look-ups are like: mostly in the leaf of the search before. */
  @Benchmark
  public boolean inOrder() {
    return seek(ascending);
  }

  @Benchmark
  public boolean atRandom() {
    return seek(shuffled);
  }

  private boolean seek(long[] inodes) {
    at = at + 1 < inodes.length ? at + 1 : 0;
    return cursor.seek(inodes[at], ItemType.INODE_ITEM, 0);
  }

  @TearDown
  public void close() {
    opened.close();
  }
}
