package io.btrsend.engine.salvage;

import io.btrsend.engine.CorruptFilesystemException;
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
  private static final NavigableMap<Key, byte[]> NO_EDITS = new TreeMap<>();

  private final MendedBlocks blocks;
  private final List<LostRange> lost = new ArrayList<>();
  private TreeRoot root;
  private Consumer<TreeBlock> leaves;

  /** What is to be changed: the data of an item, or null to remove it. */
  private NavigableMap<Key, byte[]> edits;

  TreeMender(MendedBlocks blocks) {
    this.blocks = blocks;
  }

  /**
   * The root of the tree without what cannot be read; null if nothing is left.
   *
   * @param sound is told of every sound leaf
   */
  TreeBlock withoutDamage(TreeRoot tree, Consumer<TreeBlock> sound) {
    return rewrite(tree, NO_EDITS, sound);
  }

  /** What could not be read. */
  List<LostRange> lost() {
    return List.copyOf(lost);
  }

  /**
   * The root of a sound tree with other items.
   *
   * @param changes for each key the new data of its item, null to remove it
   */
  TreeBlock with(TreeRoot tree, NavigableMap<Key, byte[]> changes) {
    return rewrite(tree, changes, leaf -> {});
  }

  private TreeBlock rewrite(
      TreeRoot tree, NavigableMap<Key, byte[]> changes, Consumer<TreeBlock> sound) {
    root = tree;
    edits = changes;
    leaves = sound;
    TreeBlock old;
    try {
      old = blocks.root(tree);
    } catch (CorruptFilesystemException | MissingDeviceException | ImageAccessException e) {
      lost.add(blocks.lose(tree, e));
      return null;
    }
    List<Child> top = rewritten(old, MendedBlocks.FIRST, null);
    if (top.isEmpty()) {
      return null;
    }
    TreeBlock made = blocks.made(top.get(0).address());
    return made == null ? old : made;
  }

  /**
   * A tree of one leaf, as high as the root.
   *
   * @param items in ascending order of keys, at least one
   */
  TreeBlock only(TreeRoot tree, List<Item> items) {
    this.root = tree;
    Child child = made(BlockBuilder.leaf(address(), tree.generation(), tree.treeId(), items));
    TreeBlock block = blocks.made(child.address());
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
      lost.add(blocks.lose(block, slot, root.treeId(), end, e));
      return List.of();
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
