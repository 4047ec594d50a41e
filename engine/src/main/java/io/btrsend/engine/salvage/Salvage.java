package io.btrsend.engine.salvage;

import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.ImageAccessException;
import io.btrsend.engine.MissingDeviceException;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.Inode;
import io.btrsend.engine.filesystem.Mending;
import io.btrsend.engine.filesystem.Subvolume;
import io.btrsend.engine.filesystem.SubvolumeInfo;
import io.btrsend.engine.format.FileExtentItem;
import io.btrsend.engine.format.InodeItem;
import io.btrsend.engine.format.ItemType;
import io.btrsend.engine.format.Key;
import io.btrsend.engine.format.ObjectId;
import io.btrsend.engine.send.SendRequest;
import io.btrsend.engine.tree.BlockReader;
import io.btrsend.engine.tree.TreeBlock;
import io.btrsend.engine.tree.TreeRoot;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Lets a filesystem with damaged metadata be sent, and keeps an account of what is lost. The trees
 * of the subvolumes of a send are mended before it: what cannot be read is left out, and the rest
 * is made to agree with itself. A tree without damage is used as it is, so its stream is the usual
 * one.
 *
 * <p>Mending reads all blocks of a tree, and those of a damaged one several times. {@link #mend}
 * and the account are for one thread; what {@link #over} returns is thread-safe.
 */
public final class Salvage implements Mending {
  /** The generation of top directories that no tree has any more. */
  private static final long LOST_GENERATION = 1;

  private final Map<Long, MendedTree> trees = new TreeMap<>();
  private MendedBlocks blocks;

  /** Creates one for one filesystem. */
  public Salvage() {}

  /** A subvolume, what remains of it, and what is lost. */
  private record MendedTree(
      SubvolumeInfo remaining, SubvolumeInfo mended, SubvolumeLosses losses) {}

  @Override
  public BlockReader over(BlockReader stored) {
    blocks = new MendedBlocks(stored);
    return blocks;
  }

  @Override
  public boolean toleratesDamage() {
    return true;
  }

  @Override
  public void mend(TreeRoot tree) {
    TreeMender mender = new TreeMender(blocks);
    TreeBlock root = mender.withoutDamage(tree, leaf -> {});
    if (root != null && !mender.lost().isEmpty()) {
      blocks.replaceRoot(tree, root);
    }
  }

  /** Mends the trees of all subvolumes that a request names, each once. */
  public void mend(SendRequest request) {
    SubvolumeInfo parent = request.parent();
    mend(request.subvolume(), parent);
    if (parent != null) {
      mend(parent, request.subvolume());
    }
    request.cloneSources().forEach(this::mend);
  }

  /** Mends the tree of a subvolume, once. */
  public void mend(SubvolumeInfo info) {
    mend(info, null);
  }

  /**
   * Mends the tree of a subvolume.
   *
   * @param related a subvolume that it is compared with, or null
   */
  private void mend(SubvolumeInfo info, SubvolumeInfo related) {
    if (trees.containsKey(info.id())) {
      return;
    }
    long topGeneration = related == null ? LOST_GENERATION : topGeneration(related);
    SubvolumeLosses losses = new SubvolumeLosses();
    TreeMender mender = new TreeMender(blocks);
    TreeRoot tree = info.root();
    TreeBlock remaining = mender.withoutDamage(tree, new Unchecksummed(losses));
    List<LostRange> lost = mender.lost();
    if (lost.isEmpty()) {
      trees.put(info.id(), new MendedTree(info, info, losses));
      return;
    }
    if (remaining == null) {
      remaining = mender.only(tree, LostAndFound.topDirectory(tree, topGeneration));
    }
    SubvolumeInfo pruned = at(info, remaining);
    RemainingTree look = new RemainingTree(blocks, pruned);
    NavigableMap<Key, byte[]> edits = new NameMender(look, tree, losses).edits(lost, topGeneration);
    TreeBlock mended = mender.with(pruned.root(), edits);
    blocks.replaceRoot(tree, mended);
    Subvolume result = new Subvolume(blocks, info);
    lost.forEach(range -> losses.judge(range, look, result));
    losses.renameBelow(result);
    trees.put(info.id(), new MendedTree(pruned, info, losses));
  }

  /** The generation of the top directory, for a tree that has lost its own. */
  private long topGeneration(SubvolumeInfo info) {
    try {
      Inode top = new Subvolume(blocks, info).inode(ObjectId.FIRST_FREE);
      return top == null ? LOST_GENERATION : top.generation();
    } catch (CorruptFilesystemException | MissingDeviceException | ImageAccessException e) {
      return LOST_GENERATION; // mending that tree tells what is lost of it
    }
  }

  private static SubvolumeInfo at(SubvolumeInfo info, TreeBlock root) {
    return info.at(
        new TreeRoot(info.root().treeId(), root.address(), root.generation(), root.level()));
  }

  /** Notes files with data for which there are no checksums, because their inodes say so. */
  private static final class Unchecksummed implements Consumer<TreeBlock> {
    private final SubvolumeLosses losses;
    private long inode;

    Unchecksummed(SubvolumeLosses losses) {
      this.losses = losses;
    }

    @Override
    public void accept(TreeBlock leaf) {
      for (int slot = 0; slot < leaf.itemCount(); slot++) {
        int type = leaf.type(slot);
        if (type == ItemType.INODE_ITEM && leaf.itemSize(slot) == InodeItem.LENGTH) {
          long flags = InodeItem.flags(leaf.bytes(), leaf.itemStart(slot));
          inode = (flags & InodeItem.NODATASUM) != 0 ? leaf.objectid(slot) : 0;
        } else if (type == ItemType.EXTENT_DATA
            && leaf.objectid(slot) == inode
            && inode != 0
            && holdsData(leaf, slot)) {
          losses.unverified(inode);
          inode = 0;
        }
      }
    }

    private static boolean holdsData(TreeBlock leaf, int slot) {
      int at = leaf.itemStart(slot);
      return leaf.itemSize(slot) == FileExtentItem.LENGTH
          && FileExtentItem.type(leaf.bytes(), at) == FileExtentItem.REGULAR
          && FileExtentItem.diskBytenr(leaf.bytes(), at) != 0;
    }
  }

  /** The key ranges that could not be read so far, in the order in which they were met. */
  public List<LostRange> lostRanges() {
    return blocks.lostRanges();
  }

  /**
   * The files of a subvolume that are not intact, by inode.
   *
   * @param info was mended
   * @param data knows what the send did not get of the contents of files
   */
  public List<AffectedFile> files(Filesystem filesystem, SubvolumeInfo info, SalvagedData data) {
    MendedTree tree = trees.get(info.id());
    data.forEachUnverified(
        (subvolume, inode) -> {
          if (subvolume == info.id()) {
            tree.losses().unverified(inode);
          }
        });
    data.forEachIncomplete(
        (subvolume, inode) -> {
          if (subvolume == info.id()) {
            tree.losses().incomplete(inode);
          }
        });
    if (tree.losses().isEmpty()) {
      return List.of();
    }
    return tree.losses()
        .list(
            filesystem.subvolumes().path(info),
            new Subvolume(blocks, tree.remaining()),
            new Subvolume(blocks, tree.mended()));
  }
}
