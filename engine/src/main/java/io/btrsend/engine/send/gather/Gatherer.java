package io.btrsend.engine.send.gather;

import io.btrsend.engine.send.walk.ReportedItem;
import io.btrsend.engine.send.walk.WalkBatch;
import java.util.List;

/**
 * The second stage: fetches the facts that the resolver needs about the extent items of a batch.
 * The result depends on the trees only, so batches may be gathered in any order. For one thread;
 * each thread creates its own.
 */
public final class Gatherer {
  private final ExtentGathering gathering;

  public Gatherer(ExtentGathering gathering) {
    this.gathering = gathering;
  }

  public GatheredBatch gather(WalkBatch batch) {
    List<ReportedItem> items = batch.items();
    ExtentFacts[] facts = new ExtentFacts[items.size()];
    for (int i = 0; i < facts.length; i++) {
      ReportedItem item = items.get(i);
      if (item.isChangedExtent()) {
        facts[i] = gathering.gather(item.sent(), item.sentSlot());
      }
    }
    return new GatheredBatch(batch, facts);
  }
}
