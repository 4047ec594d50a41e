package io.btrsend.engine.send.gather;

import io.btrsend.engine.send.walk.ReportedItem;
import io.btrsend.engine.send.walk.WalkBatch;
import java.util.List;

/** A slice of the walk together with what was gathered about its extent items. Immutable. */
public final class GatheredBatch {
  private final WalkBatch batch;
  private final ExtentFacts[] facts;

  GatheredBatch(WalkBatch batch, ExtentFacts[] facts) {
    this.batch = batch;
    this.facts = facts;
  }

  /** How many inode items are in the slice. */
  public int inodes() {
    return batch.inodes();
  }

  public List<ReportedItem> items() {
    return batch.items();
  }

  /** What is known of the item at that place of {@link #items}; null for other than extents. */
  public ExtentFacts facts(int index) {
    return facts[index];
  }
}
