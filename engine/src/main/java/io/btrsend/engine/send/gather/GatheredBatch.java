package io.btrsend.engine.send.gather;

import io.btrsend.engine.send.walk.ReportedItem;
import io.btrsend.engine.send.walk.WalkBatch;
import java.util.List;

/** A batch of the walk with the facts about its extent items. Immutable. */
public final class GatheredBatch {
  private final WalkBatch batch;
  private final ExtentFacts[] facts;

  GatheredBatch(WalkBatch batch, ExtentFacts[] facts) {
    this.batch = batch;
    this.facts = facts;
  }

  /** The number of inode items in the batch. */
  public int inodes() {
    return batch.inodes();
  }

  public List<ReportedItem> items() {
    return batch.items();
  }

  /** The facts about the item at this index of {@link #items}; null if it is no extent item. */
  public ExtentFacts facts(int index) {
    return facts[index];
  }
}
