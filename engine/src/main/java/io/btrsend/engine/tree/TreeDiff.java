package io.btrsend.engine.tree;

import io.btrsend.engine.CorruptFilesystemException;
import java.util.Arrays;

/**
 * Compares two trees that share blocks, and yields the items that differ, in key order, without
 * entering the subtrees that both sides share.
 *
 * <p>The order of steps is part of the contract, not an optimisation: a shared subtree is skipped
 * only when both sides arrive at it on the same level and key at the same time. If one side arrives
 * first it is entered and its items are found {@link Change#SAME}, which a caller can see. The cost
 * is the blocks on the paths to what differs, in the worst case all blocks of both trees.
 *
 * <p>For one thread. Errors are those of {@link BlockReader}. Source: send semantics 3.2.
 */
public final class TreeDiff {
  /** How an item of the left tree relates to the right tree. */
  public enum Change {
    /** Only on the left. */
    NEW,
    /** Only on the right. */
    DELETED,
    /** The key is on both sides, with different contents. */
    CHANGED,
    /** The key is on both sides, with equal contents, in blocks that are not shared. */
    SAME
  }

  private enum Step {
    NONE,
    ENTER,
    STAY
  }

  private final Side left;
  private final Side right;
  private Step leftStep = Step.NONE;
  private Step rightStep = Step.NONE;
  private Change change;

  public TreeDiff(BlockReader blocks, TreeRoot leftRoot, TreeRoot rightRoot) {
    left = new Side(blocks, leftRoot);
    right = new Side(blocks, rightRoot);
  }

  /** Moves on to the next item that is not in a shared subtree; false at the end of both trees. */
  public boolean next() {
    while (true) {
      left.step(leftStep);
      right.step(rightStep);
      leftStep = Step.NONE;
      rightStep = Step.NONE;
      if (left.ended && right.ended) {
        return false;
      }
      if (compare()) {
        return true;
      }
    }
  }

  /** One round: requests the next steps, and returns whether {@link #change} was found. */
  private boolean compare() {
    if (left.ended) {
      rightStep = Step.ENTER;
      return right.level == 0 && found(Change.DELETED);
    }
    if (right.ended) {
      leftStep = Step.ENTER;
      return left.level == 0 && found(Change.NEW);
    }
    if (left.level != right.level) {
      if (left.level > right.level) {
        leftStep = Step.ENTER;
      } else {
        rightStep = Step.ENTER;
      }
      return false;
    }
    int order = left.compareKey(right);
    if (order < 0) {
      leftStep = Step.ENTER;
      return left.level == 0 && found(Change.NEW);
    }
    if (order > 0) {
      rightStep = Step.ENTER;
      return right.level == 0 && found(Change.DELETED);
    }
    boolean shared = left.level > 0 && left.pointsWhere(right);
    leftStep = shared ? Step.STAY : Step.ENTER;
    rightStep = leftStep;
    return left.level == 0 && found(left.sameItem(right) ? Change.SAME : Change.CHANGED);
  }

  private boolean found(Change kind) {
    change = kind;
    return true;
  }

  public Change change() {
    return change;
  }

  /** The leaf of the left tree that holds the item; meaningless for {@link Change#DELETED}. */
  public TreeBlock leftLeaf() {
    return left.path[0];
  }

  public int leftSlot() {
    return left.slots[0];
  }

  /** The leaf of the right tree that holds the item; meaningless for {@link Change#NEW}. */
  public TreeBlock rightLeaf() {
    return right.path[0];
  }

  public int rightSlot() {
    return right.slots[0];
  }

  /** The position in one tree: a path from the root down to the present level. */
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
     * Without this bound, blocks could be shared so that the walk visits them over and over.
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
                "tree block %s of tree %s: ends with key %s, beyond the next key %s of block %s",
                Long.toUnsignedString(child.address()),
                Long.toUnsignedString(treeId),
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
      TreeBlock a = path[level];
      TreeBlock b = other.path[level];
      int slotA = slots[level];
      int slotB = other.slots[level];
      return a.childAddress(slotA) == b.childAddress(slotB)
          && a.childGeneration(slotA) == b.childGeneration(slotB);
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
