package io.btrsend.engine.tree;

import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.format.TreeName;
import java.util.Arrays;

/**
 * Compares two trees that share blocks and yields the items that differ, in key order. Subtrees
 * that both trees share are skipped.
 *
 * <p>The order of steps is part of the contract, not an optimisation: a shared subtree is skipped
 * only if both sides reach it at the same time, at the same level and key. If one side reaches it
 * first, the subtree is entered and its items are reported as {@link Change#SAME}, so the caller
 * can see the difference. Reads the blocks on the paths to the differences; in the worst case all
 * blocks of both trees.
 *
 * <p>For one thread. Errors are those of {@link BlockReader}. Source: send semantics 3.2.
 */
public final class TreeDiff {
  /** How an item of the sent tree relates to the parent tree. */
  public enum Change {
    /** The key is only in the sent tree. */
    NEW,
    /** The key is only in the parent tree. */
    DELETED,
    /** The key is in both trees, with different contents. */
    CHANGED,
    /** The key is in both trees, with equal contents, in blocks that were not skipped as shared. */
    SAME
  }

  private enum Step {
    NONE,
    ENTER,
    STAY
  }

  private final Side sent;
  private final Side parent;
  private Step sentStep = Step.NONE;
  private Step parentStep = Step.NONE;
  private Change change;

  private final BlockReader blocks;

  /** The pair of inner blocks whose differing children were announced last. */
  private TreeBlock announcedSent;

  private TreeBlock announcedParent;

  public TreeDiff(BlockReader blocks, TreeRoot sentRoot, TreeRoot parentRoot) {
    this.blocks = blocks;
    sent = new Side(blocks, sentRoot);
    parent = new Side(blocks, parentRoot);
  }

  /** Moves to the next item outside skipped subtrees; returns false at the end of both trees. */
  public boolean next() {
    while (true) {
      sent.step(sentStep);
      parent.step(parentStep);
      sentStep = Step.NONE;
      parentStep = Step.NONE;
      if (sent.ended && parent.ended) {
        return false;
      }
      if (compare()) {
        return true;
      }
    }
  }

  /** One round: decides the next step of each side; returns whether it found an item to report. */
  private boolean compare() {
    if (sent.ended) {
      parentStep = Step.ENTER;
      return parent.level == 0 && found(Change.DELETED);
    }
    if (parent.ended) {
      sentStep = Step.ENTER;
      return sent.level == 0 && found(Change.NEW);
    }
    if (sent.level != parent.level) {
      if (sent.level > parent.level) {
        sentStep = Step.ENTER;
      } else {
        parentStep = Step.ENTER;
      }
      return false;
    }
    if (sent.level > 0) {
      announceDifference();
    }
    int order = sent.compareKey(parent);
    if (order < 0) {
      sentStep = Step.ENTER;
      return sent.level == 0 && found(Change.NEW);
    }
    if (order > 0) {
      parentStep = Step.ENTER;
      return parent.level == 0 && found(Change.DELETED);
    }
    boolean shared = sent.level > 0 && sent.pointsWhere(parent);
    sentStep = shared ? Step.STAY : Step.ENTER;
    parentStep = sentStep;
    return sent.level == 0 && found(sent.sameItem(parent) ? Change.SAME : Change.CHANGED);
  }

  /**
   * Announces the children that only one of two inner blocks of the same level has, as far as the
   * keys of both reach.
   */
  private void announceDifference() {
    TreeBlock a = sent.path[sent.level];
    TreeBlock b = parent.path[parent.level];
    if ((a == announcedSent && b == announcedParent) || !blocks.isReadingAhead()) {
      return;
    }
    announcedSent = a;
    announcedParent = b;
    int i = sent.slots[sent.level];
    int j = parent.slots[parent.level];
    while (i < a.itemCount() && j < b.itemCount()) {
      int order = a.compareKey(i, b, j);
      boolean shared = order == 0 && pointSame(a, i, b, j);
      if (order <= 0 && !shared) {
        blocks.expect(a, i);
      }
      if (order >= 0 && !shared) {
        blocks.expect(b, j);
      }
      i += order <= 0 ? 1 : 0;
      j += order >= 0 ? 1 : 0;
    }
  }

  private static boolean pointSame(TreeBlock a, int slotA, TreeBlock b, int slotB) {
    return a.childAddress(slotA) == b.childAddress(slotB)
        && a.childGeneration(slotA) == b.childGeneration(slotB);
  }

  private boolean found(Change kind) {
    change = kind;
    return true;
  }

  public Change change() {
    return change;
  }

  /** The leaf of the sent tree that holds the item; meaningless for {@link Change#DELETED}. */
  public TreeBlock sentLeaf() {
    return sent.path[0];
  }

  public int sentSlot() {
    return sent.slots[0];
  }

  /** The leaf of the parent tree that holds the item; meaningless for {@link Change#NEW}. */
  public TreeBlock parentLeaf() {
    return parent.path[0];
  }

  public int parentSlot() {
    return parent.slots[0];
  }

  /** The position in one tree: a path from the root down to the current level. */
  private static final class Side {
    private final BlockReader blocks;
    private final long treeId;
    private final int rootLevel;
    private final TreeBlock[] path;
    private final int[] slots;
    private int level;
    private boolean ended;

    Side(BlockReader blocks, TreeRoot root) {
      this.blocks = blocks;
      treeId = root.treeId();
      rootLevel = root.level();
      level = rootLevel;
      path = new TreeBlock[rootLevel + 1];
      slots = new int[rootLevel + 1];
      path[rootLevel] = blocks.root(root);
      ended = path[rootLevel].itemCount() == 0;
    }

    void step(Step step) {
      if (ended || step == Step.NONE) {
        return;
      }
      if (level > 0 && step == Step.ENTER) {
        path[level - 1] = blocks.child(path[level], slots[level], treeId);
        requireBelowNextKey(path[level - 1]);
        level--;
        slots[level] = 0;
        return;
      }
      slots[level]++;
      while (slots[level] >= path[level].itemCount()) {
        if (level == rootLevel) {
          ended = true;
          return;
        }
        level++;
        slots[level]++;
      }
    }

    /**
     * A parent's next key bounds its child; if the parent has none, the next key further up does.
     * Without this check, a hostile image could reference blocks so that the walk visits them again
     * and again.
     */
    private void requireBelowNextKey(TreeBlock child) {
      int above = level;
      while (above <= rootLevel && slots[above] + 1 >= path[above].itemCount()) {
        above++;
      }
      if (above == level || above > rootLevel) {
        return;
      }
      int last = child.itemCount() - 1;
      if (child.compareKey(last, path[above], slots[above] + 1) >= 0) {
        throw new CorruptFilesystemException(
            String.format(
                "tree block %s of %s: ends with key %s, beyond the next key %s of block %s",
                Long.toUnsignedString(child.address()),
                TreeName.of(treeId),
                child.key(last),
                path[above].key(slots[above] + 1),
                Long.toUnsignedString(path[above].address())));
      }
    }

    int compareKey(Side other) {
      TreeBlock block = other.path[level];
      int slot = other.slots[level];
      return path[level].compareKey(
          slots[level], block.objectid(slot), block.type(slot), block.offset(slot));
    }

    boolean pointsWhere(Side other) {
      return pointSame(path[level], slots[level], other.path[level], other.slots[level]);
    }

    boolean sameItem(Side other) {
      TreeBlock a = path[0];
      TreeBlock b = other.path[0];
      int fromA = a.itemStart(slots[0]);
      int fromB = b.itemStart(other.slots[0]);
      return Arrays.equals(
          a.bytes(),
          fromA,
          fromA + a.itemSize(slots[0]),
          b.bytes(),
          fromB,
          fromB + b.itemSize(other.slots[0]));
    }
  }
}
