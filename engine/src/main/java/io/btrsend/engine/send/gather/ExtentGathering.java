package io.btrsend.engine.send.gather;

import io.btrsend.engine.extent.Backrefs;
import io.btrsend.engine.filesystem.FileExtent;
import io.btrsend.engine.tree.TreeBlock;

/**
 * Prefetches the expensive facts the resolver needs about an extent. The result depends on the
 * trees only. For one thread; each thread creates its own.
 */
public final class ExtentGathering {
  private final Backrefs backrefs;
  private final ParentExtents parentExtents;
  private final int cloneRootCount;

  /**
   * @param parentExtents null without a parent
   * @param cloneRootCount clone sources of the request, with repetitions, plus the subvolume being
   *     sent
   */
  public ExtentGathering(Backrefs backrefs, ParentExtents parentExtents, int cloneRootCount) {
    this.backrefs = backrefs;
    this.parentExtents = parentExtents;
    this.cloneRootCount = cloneRootCount;
  }

  /**
   * Gathers the facts about an item, without references if the resolver is unlikely to need them.
   */
  public ExtentFacts gather(TreeBlock leaf, int slot) {
    FileExtent extent = FileExtent.read(leaf, slot);
    boolean unchanged =
        parentExtents != null && parentExtents.unchanged(leaf.objectid(slot), extent);
    ExtentFacts facts = new ExtentFacts(leaf, slot, extent, unchanged, null);
    boolean likelyAsked =
        !unchanged && extent.isInExtent() && !(parentExtents == null && extent.isPreallocated());
    return likelyAsked ? references(facts) : facts;
  }

  /** Adds the back references of the item's data to the facts. */
  public ExtentFacts references(ExtentFacts facts) {
    FileExtent extent = facts.extent();
    long position = extent.isCompressed() ? 0 : extent.extentOffset();
    return new ExtentFacts(
        facts.leaf(),
        facts.slot(),
        extent,
        facts.unchanged(),
        backrefs.plan(
            extent.diskBytenr(),
            cloneRootCount,
            facts.leaf().owner(),
            facts.leaf().objectid(facts.slot()),
            extent.fileOffset(),
            extent.extentOffset(),
            position));
  }
}
