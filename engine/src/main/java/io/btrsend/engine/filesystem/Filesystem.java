package io.btrsend.engine.filesystem;

import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.DamagedRootException;
import io.btrsend.engine.ImageAccessException;
import io.btrsend.engine.device.DeviceSet;
import io.btrsend.engine.format.DevItem;
import io.btrsend.engine.format.IncompatFeature;
import io.btrsend.engine.format.ItemType;
import io.btrsend.engine.format.ObjectId;
import io.btrsend.engine.format.Superblock;
import io.btrsend.engine.format.TreeName;
import io.btrsend.engine.tree.BlockCache;
import io.btrsend.engine.tree.BlockReader;
import io.btrsend.engine.tree.ChunkTree;
import io.btrsend.engine.tree.RaidStripes;
import io.btrsend.engine.tree.TreeCursor;
import io.btrsend.engine.tree.TreeRoot;
import io.btrsend.engine.volume.Volume;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A filesystem opened from its images, in the state of its last commit or, if the {@link
 * RootChoice} says so, of another one. All access to its contents starts here. Thread-safe. Source:
 * on-disk format 3 to 6.
 */
public final class Filesystem implements AutoCloseable {
  private final DeviceSet devices;
  private final List<DevItem> deviceItems;
  private final Volume volume;
  private final BlockCache cache;
  private final BlockReader blocks;
  private final boolean toleratesDamage;
  private final TreeRoot rootTree;
  private final RootItems rootItems;
  private final Subvolumes subvolumes;

  /** The trees found so far; their number is bounded by the items of the root tree. */
  private final Map<Long, TreeRoot> trees = new ConcurrentHashMap<>();

  private Filesystem(DeviceSet devices, FilesystemOptions options) {
    ChunkTree.Content content = ChunkTree.load(devices);
    Superblock superblock = devices.superblock();
    this.devices = devices;
    this.deviceItems = content.devices();
    this.cache =
        new BlockCache(content.volume(), options.blockCacheBytes(), options.slowBlockCacheBytes());
    this.blocks = options.mending().over(cache);
    this.toleratesDamage = options.mending().toleratesDamage();
    this.rootTree =
        new TreeRoot(
            ObjectId.ROOT_TREE, superblock.root(), superblock.generation(), superblock.rootLevel());
    options.mending().mend(rootTree);
    SplitBrainCheck.run(content.volume(), blocks, rootTree);
    this.rootItems = new RootItems(content.volume());
    this.volume = withStripeTree(content.volume());
    SubvolumeScan scan =
        new SubvolumeScan(rootItems, new TreeCursor(blocks, rootTree).readingAhead());
    scan.run();
    this.subvolumes = new Subvolumes(scan, blocks);
  }

  private Volume withStripeTree(Volume metadata) {
    return metadata.superblock().has(IncompatFeature.RAID_STRIPE_TREE)
        ? metadata.with(new RaidStripes(blocks, tree(ObjectId.RAID_STRIPE_TREE)))
        : metadata;
  }

  /**
   * Opens the images of one filesystem, in any order. Devices may be missing; reads fail only where
   * no other device holds the bytes.
   *
   * @throws DamagedRootException if the chunk tree or the root tree cannot be read
   * @throws io.btrsend.engine.EngineException if the images make no readable filesystem
   */
  public static Filesystem open(List<Path> images, FilesystemOptions options) {
    List<String> names = new ArrayList<>();
    for (Path image : images) {
      names.add(image.toString());
    }
    return openNamed(names, options);
  }

  /**
   * Like {@link #open}, with images named as users write them.
   *
   * @param images each in the grammar of {@link io.btrsend.engine.image.ImageName}
   * @throws DamagedRootException if the chunk tree or the root tree cannot be read
   * @throws io.btrsend.engine.EngineException if the images make no readable filesystem
   */
  public static Filesystem openNamed(List<String> images, FilesystemOptions options) {
    DeviceSet devices = DeviceSet.open(images, options.imageAccess(), options.readAhead());
    try {
      return new Filesystem(at(options.root(), devices), options);
    } catch (CorruptFilesystemException e) {
      devices.close();
      throw new DamagedRootException(e);
    } catch (ImageAccessException e) {
      devices.close();
      throw new DamagedRootException(e);
    } catch (RuntimeException e) {
      devices.close();
      throw e;
    }
  }

  private static DeviceSet at(RootChoice root, DeviceSet devices) {
    Superblock chosen = root.choose(devices);
    return chosen.equals(devices.superblock()) ? devices : devices.at(chosen);
  }

  public Volume volume() {
    return volume;
  }

  public BlockReader blocks() {
    return blocks;
  }

  /** The number of tree blocks read from the images so far. */
  public long blocksRead() {
    return cache.blocksRead();
  }

  /** Whether a send does without what it can do without, see {@link Mending#toleratesDamage}. */
  public boolean toleratesDamage() {
    return toleratesDamage;
  }

  /** The device items of the chunk tree, by devid. */
  public List<DevItem> deviceItems() {
    return deviceItems;
  }

  /** Notices about the images for the user, one line each, collected while opening. */
  public List<String> notices() {
    return devices.notices();
  }

  /** Every file that was opened for the images: themselves, backing files and data files. */
  public Set<Path> files() {
    return devices.files();
  }

  public Subvolumes subvolumes() {
    return subvolumes;
  }

  /**
   * Where a tree starts.
   *
   * @throws CorruptFilesystemException if there is no such tree
   */
  public TreeRoot tree(long treeId) {
    return findTree(treeId)
        .orElseThrow(
            () ->
                new CorruptFilesystemException(
                    "the root tree has no entry of " + TreeName.of(treeId)));
  }

  /**
   * Where a tree starts; empty if the tree does not exist. {@link #subvolumes} leaves out a
   * subvolume that is being deleted; here it exists until its root item is gone, because back
   * references lead through it. Source: send semantics 7.8 B.
   */
  public Optional<TreeRoot> findTree(long treeId) {
    TreeRoot known = trees.get(treeId);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<TreeRoot> found = searchTree(treeId);
    found.ifPresent(root -> trees.put(treeId, root));
    return found;
  }

  private Optional<TreeRoot> searchTree(long treeId) {
    if (treeId == ObjectId.ROOT_TREE) {
      return Optional.of(rootTree);
    }
    TreeCursor cursor = new TreeCursor(blocks, rootTree);
    boolean found =
        cursor.seekFloor(treeId, ItemType.ROOT_ITEM, -1)
            && cursor.objectid() == treeId
            && cursor.type() == ItemType.ROOT_ITEM;
    if (!found) {
      return Optional.empty();
    }
    return Optional.of(rootItems.root(cursor));
  }

  @Override
  public void close() {
    devices.close();
  }
}
