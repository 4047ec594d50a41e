package io.btrsend.actors.live;

import io.btrsend.engine.format.InodeItem;
import io.btrsend.engine.format.ItemType;
import io.btrsend.engine.format.Key;
import io.btrsend.engine.format.LittleEndian;
import io.btrsend.engine.format.Superblock;
import io.btrsend.engine.format.Uuids;
import io.btrsend.engine.tree.TreeBlock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Gives inodes the generation 0, which mkfs.btrfs of btrfs-progs 6.11 and newer gives those that it
 * copies with --rootdir, in unmounted images. It changes every leaf of one tree that it finds on a
 * device, with the checksum right again; a leaf that is no longer in use may be among them.
 */
final class GenerationEditor {

  private static final int STEP = 4096;
  private static final int PIECE = 4 << 20;
  private static final int OWNER = 88;
  private static final int ITEM_COUNT = 96;
  private static final int LEVEL = 100;
  private static final int DATA_OFFSET = Key.LENGTH;

  private final long owner;
  private final int share;
  private final long seed;
  private int inodes;

  /**
   * Edits.
   *
   * @param owner the id of the tree
   * @param share how many of a hundred inodes are changed; which ones follows from the seed
   */
  GenerationEditor(long owner, int share, long seed) {
    this.owner = owner;
    this.share = share;
    this.seed = seed;
  }

  /** How many inode items were changed so far. */
  int inodes() {
    return inodes;
  }

  /** Edits the leaves on one device. */
  void edit(Path image) {
    Superblock superblock = Superblocks.of(image);
    byte[] fsid = new byte[Uuids.LENGTH];
    Uuids.write(fsid, 0, superblock.device().fsid());
    try (FileChannel channel =
        FileChannel.open(image, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer piece = ByteBuffer.allocate(PIECE);
      for (long start = 0; start < channel.size(); start += PIECE) {
        channel.read(piece.clear(), start);
        for (int at = 0; at + STEP <= piece.position(); at += STEP) {
          if (isLeaf(piece.array(), at, fsid)) {
            edit(channel, start + at, superblock);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isLeaf(byte[] bytes, int at, byte[] fsid) {
    int fsidAt = at + Superblock.FSID;
    return Arrays.equals(bytes, fsidAt, fsidAt + fsid.length, fsid, 0, fsid.length)
        && LittleEndian.u64(bytes, at + OWNER) == owner
        && bytes[at + LEVEL] == 0;
  }

  private void edit(FileChannel channel, long position, Superblock superblock) throws IOException {
    byte[] leaf = new byte[superblock.nodeSize()];
    channel.read(ByteBuffer.wrap(leaf), position);
    int before = inodes;
    int count = LittleEndian.i32(leaf, ITEM_COUNT);
    for (int item = 0; item < count; item++) {
      int header = TreeBlock.HEADER + item * TreeBlock.ITEM_HEADER;
      Key key = Key.read(leaf, header);
      int data = TreeBlock.HEADER + LittleEndian.i32(leaf, header + DATA_OFFSET);
      boolean isInode = key.type() == ItemType.INODE_ITEM && isChosen(key.objectid());
      // A block that is in no tree any more may have been overwritten in part.
      if (isInode && data >= 0 && data <= leaf.length - InodeItem.LENGTH) {
        LittleEndian.putU64(leaf, data + InodeItem.GENERATION, 0);
        inodes++;
      }
    }
    if (inodes > before) {
      int summed = Superblock.FSID;
      superblock.checksumType().digest(leaf, summed, leaf.length - summed, leaf, 0);
      channel.write(ByteBuffer.wrap(leaf), position);
    }
  }

  private boolean isChosen(long inode) {
    return new SplittableRandom(seed ^ inode).nextInt(100) < share;
  }
}
