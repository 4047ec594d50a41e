package io.btrsend.bench.micro;

import io.btrsend.engine.extent.BackrefCache;
import io.btrsend.engine.extent.BackrefPlan;
import io.btrsend.engine.extent.Backrefs;
import io.btrsend.engine.extent.CloneWalk;
import io.btrsend.engine.extent.ExtentData;
import io.btrsend.engine.filesystem.FileExtent;
import io.btrsend.engine.filesystem.SubvolumeInfo;
import io.btrsend.engine.format.ItemType;
import io.btrsend.engine.tree.TreeCursor;
import java.util.ArrayList;
import java.util.List;
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
import org.openjdk.jmh.infra.Blackhole;

/**
 * The back references of one extent item of the newest snapshot, item after item, over and over:
 * hundreds of extents that a few items share; one extent that 1,024 share.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class BackrefSearchBenchmark {
  private static final int SEVERAL_CLONE_ROOTS = 2;

  @Param({"inc-many-references", "s38-reference-limit-reached"})
  String image;

  private BenchmarkImage opened;
  private long[] cloneRootIds;
  private Backrefs backrefs;
  private final BackrefCache cache = new BackrefCache();
  private final List<Item> items = new ArrayList<>();
  private int at;

  private record Item(ExtentData extent, long leafOwner, BackrefPlan plan) {}

  @Setup
  public void open() {
    opened = BenchmarkImage.open(image);
    cloneRootIds =
        opened.filesystem().subvolumes().list().stream()
            .filter(SubvolumeInfo::readOnly)
            .mapToLong(SubvolumeInfo::id)
            .sorted()
            .toArray();
    backrefs = new Backrefs(opened.filesystem());
    SubvolumeInfo newest = opened.newest();
    TreeCursor cursor = new TreeCursor(opened.filesystem().blocks(), newest.root());
    cursor.seek(0, 0, 0);
    do {
      if (cursor.type() == ItemType.EXTENT_DATA) {
        ExtentData extent =
            ExtentData.of(
                FileExtent.read(cursor.leaf(), cursor.slot()),
                cursor.leaf(),
                cursor.slot(),
                newest.id(),
                true);
        if (extent.stored()) {
          long owner = cursor.leaf().owner();
          items.add(new Item(extent, owner, plan(backrefs, extent, owner)));
        }
      }
    } while (cursor.next());
  }

  /** Nothing is remembered from other extents: includes making the cursors. */
  @Benchmark
  public BackrefPlan searchAlone() {
    Item item = next();
    return plan(new Backrefs(opened.filesystem()), item.extent(), item.leafOwner());
  }

  /** What was found of shared extents is kept, as in a send. */
  @Benchmark
  public BackrefPlan searchAgain() {
    Item item = next();
    return plan(backrefs, item.extent(), item.leafOwner());
  }

  /** The kernel's walk over what was found, to its end. */
  @Benchmark
  public boolean walk(Blackhole blackhole) {
    return CloneWalk.walk(
        next().plan(),
        cache,
        cloneRootIds,
        (inode, offset, length, root) -> {
          blackhole.consume(inode + offset + length + root);
          return false;
        });
  }

  private Item next() {
    at = at + 1 < items.size() ? at + 1 : 0;
    return items.get(at);
  }

  private static BackrefPlan plan(Backrefs backrefs, ExtentData extent, long leafOwner) {
    return backrefs.plan(
        extent.diskBytenr(),
        SEVERAL_CLONE_ROOTS,
        leafOwner,
        extent.inode(),
        extent.itemOffset(),
        extent.extentOffset(),
        extent.compressed() ? 0 : extent.extentOffset());
  }

  @TearDown
  public void close() {
    opened.close();
  }
}
