package io.btrsend.engine.send.gather;

import io.btrsend.engine.extent.Backrefs;
import io.btrsend.engine.filesystem.FileExtent;
import io.btrsend.engine.tree.TreeBlock;

/**
 * Gathers what the decisions about an extent item need and is dear to find. A pure function of the
 * trees; for one thread, make one per thread.
 */
public final class ExtentGathering {
  private final Backrefs backrefs;
  private final ParentExtents parentExtents;
  private final int cloneRootCount;

  /**
   * @param parentExtents null without a parent
   * @param cloneRootCount as given by the caller, with repetitions, plus the root being sent
   */
  public ExtentGathering(Backrefs backrefs, ParentExtents parentExtents, int cloneRootCount) {
    this.backrefs = backrefs;
    this.parentExtents = parentExtents;
    this.cloneRootCount = cloneRootCount;
  }

  /** All facts about the item, except references that will hardly be asked for. */
  public ExtentFacts gather(TreeBlock leaf, int slot) {
    FileExtent extent = FileExtent.read(leaf, slot);
    boolean unchanged =
        parentExtents != null && parentExtents.unchanged(leaf.objectid(slot), extent);
    ExtentFacts facts = new ExtentFacts(leaf, slot, extent, unchanged, null);
    boolean likelyAsked =
        !unchanged && extent.isInExtent() && !(parentExtents == null && extent.isPreallocated());
    return likelyAsked ? references(facts) : facts;
  }

  /** The same facts with the back references of the item's data. */
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
