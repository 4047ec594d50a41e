package io.btrsend.engine.salvage;

import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.EngineException;
import io.btrsend.engine.ImageAccessException;
import io.btrsend.engine.MissingDeviceException;
import io.btrsend.engine.format.Key;
import io.btrsend.engine.tree.BlockBuilder;
import io.btrsend.engine.tree.BlockBuilder.Child;
import io.btrsend.engine.tree.BlockBuilder.Item;
import io.btrsend.engine.tree.TreeBlock;
import io.btrsend.engine.tree.TreeRoot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Rewrites a tree without its unreadable blocks, or with some of its items changed. Blocks that do
 * not change are referred to as they are, so memory grows with the changes, not with the tree. The
 * root keeps its level.
 *
 * <p>Reads every block of the tree once. For one thread.
 */
final class TreeMender {
  private static final Key FIRST = new Key(0, 0, 0);
  private static final NavigableMap<Key, byte[]> NO_EDITS = new TreeMap<>();

  private final MendedBlocks blocks;
  private final Consumer<LostRange> losses;
  private final Consumer<TreeBlock> leaves;

  private TreeRoot root;

  /** What is to be changed: the data of an item, or null to remove it. */
  private NavigableMap<Key, byte[]> edits;

  /**
   * @param losses is told of every lost range
   * @param leaves is told of every sound leaf
   */
  TreeMender(MendedBlocks blocks, Consumer<LostRange> losses, Consumer<TreeBlock> leaves) {
    this.blocks = blocks;
    this.losses = losses;
    this.leaves = leaves;
  }

  /** The root of the tree without what cannot be read; null if nothing is left. */
  TreeBlock withoutDamage(TreeRoot tree) {
    this.edits = NO_EDITS;
    return rewrite(tree);
  }

  /**
   * The root of a sound tree with other items.
   *
   * @param changes for each key the new data of its item, null to remove it
   */
  TreeBlock with(TreeRoot tree, NavigableMap<Key, byte[]> changes) {
    this.edits = changes;
    return rewrite(tree);
  }

  private TreeBlock rewrite(TreeRoot tree) {
    this.root = tree;
    List<Child> top = List.of();
    TreeBlock stored = null;
    try {
      stored = blocks.root(tree);
    } catch (CorruptFilesystemException | MissingDeviceException | ImageAccessException e) {
      top = lose(tree.address(), tree.level(), FIRST, null, e);
    }
    if (stored != null) {
      top = rewritten(stored, FIRST, null);
    }
    if (top.size() != 1) {
      return null;
    }
    return stored != null && top.get(0).address() == stored.address()
        ? stored
        : blocks.read(top.get(0).address(), tree.level(), top.get(0).generation(), tree.treeId());
  }

  /**
   * A tree of one leaf, as high as the root.
   *
   * @param items in ascending order of keys, at least one
   */
  TreeBlock only(TreeRoot tree, List<Item> items) {
    this.root = tree;
    Child child = made(BlockBuilder.leaf(address(), tree.generation(), tree.treeId(), items));
    TreeBlock block = blocks.read(child.address(), 0, 0, 0);
    for (int level = 1; level <= tree.level(); level++) {
      block =
          BlockBuilder.inner(address(), tree.generation(), tree.treeId(), level, List.of(child));
      child = made(block);
    }
    return block;
  }

  /** A block after its rewriting: one entry, or none if nothing of it is left. */
  private List<Child> rewritten(TreeBlock block, Key from, Key to) {
    return block.level() == 0 ? rewrittenLeaf(block, from, to) : rewrittenInner(block, from, to);
  }

  private List<Child> rewrittenInner(TreeBlock block, Key from, Key to) {
    List<Child> children = new ArrayList<>(block.itemCount());
    boolean same = true;
    for (int slot = 0; slot < block.itemCount(); slot++) {
      Key begin = slot == 0 ? from : block.key(slot);
      Key end = slot + 1 < block.itemCount() ? block.key(slot + 1) : to;
      List<Child> below = below(block, slot, begin, end);
      same &= below.size() == 1 && below.get(0).address() == block.childAddress(slot);
      children.addAll(below);
    }
    if (same) {
      return List.of(new Child(block.key(0), block.address(), block.generation()));
    }
    return children.isEmpty() ? List.of() : List.of(inner(block.level(), block.owner(), children));
  }

  private List<Child> below(TreeBlock block, int slot, Key begin, Key end) {
    if (edits != NO_EDITS && isUntouched(begin, end)) {
      return List.of(
          new Child(block.key(slot), block.childAddress(slot), block.childGeneration(slot)));
    }
    TreeBlock child;
    try {
      child = blocks.child(block, slot, root.treeId());
      requireBelow(child, end);
    } catch (CorruptFilesystemException | MissingDeviceException | ImageAccessException e) {
      return lose(block.childAddress(slot), block.level() - 1, block.key(slot), end, e);
    }
    return rewritten(child, begin, end);
  }

  private boolean isUntouched(Key begin, Key end) {
    Key next = edits.ceilingKey(begin);
    return next == null || (end != null && next.compareTo(end) >= 0);
  }

  /** A block must end before the next key, also where that key lies further up. */
  private void requireBelow(TreeBlock block, Key end) {
    int last = block.itemCount() - 1;
    if (end != null && block.key(last).compareTo(end) >= 0) {
      throw new CorruptFilesystemException(
          "tree block %s ends with key %s, beyond the next key %s"
              .formatted(Long.toUnsignedString(block.address()), block.key(last), end));
    }
  }

  private List<Child> lose(long address, int level, Key from, Key to, EngineException cause) {
    losses.accept(new LostRange(root.treeId(), level, from, to, address, cause.getMessage()));
    return List.of();
  }

  private List<Child> rewrittenLeaf(TreeBlock leaf, Key from, Key to) {
    leaves.accept(leaf);
    NavigableMap<Key, byte[]> here = edits.tailMap(from, true);
    if (to != null) {
      here = here.headMap(to, false);
    }
    if (here.isEmpty()) {
      return leaf.itemCount() == 0
          ? List.of()
          : List.of(new Child(leaf.key(0), leaf.address(), leaf.generation()));
    }
    NavigableMap<Key, byte[]> items = new TreeMap<>();
    for (int slot = 0; slot < leaf.itemCount(); slot++) {
      items.put(leaf.key(slot), data(leaf, slot));
    }
    for (Map.Entry<Key, byte[]> edit : here.entrySet()) {
      if (edit.getValue() == null) {
        items.remove(edit.getKey());
      } else {
        items.put(edit.getKey(), edit.getValue());
      }
    }
    if (items.isEmpty()) {
      return List.of();
    }
    List<Item> list = new ArrayList<>();
    items.forEach((key, bytes) -> list.add(new Item(key, bytes)));
    return List.of(made(BlockBuilder.leaf(address(), root.generation(), leaf.owner(), list)));
  }

  private static byte[] data(TreeBlock leaf, int slot) {
    int start = leaf.itemStart(slot);
    return Arrays.copyOfRange(leaf.bytes(), start, start + leaf.itemSize(slot));
  }

  private Child inner(int level, long owner, List<Child> children) {
    return made(BlockBuilder.inner(address(), root.generation(), owner, level, children));
  }

  private Child made(TreeBlock block) {
    blocks.add(block);
    return new Child(block.key(0), block.address(), block.generation());
  }

  private long address() {
    return blocks.newAddress();
  }
}
