package io.btrsend.engine.tree;

import static io.btrsend.engine.format.LittleEndian.u32;
import static io.btrsend.engine.format.LittleEndian.u64;
import static io.btrsend.engine.format.LittleEndian.u8;

import io.btrsend.engine.format.ChecksumType;
import io.btrsend.engine.format.Key;
import io.btrsend.engine.format.ObjectId;
import io.btrsend.engine.format.TreeName;
import io.btrsend.engine.volume.Volume;

/**
 * Validates the bytes of a tree block: first their own content, then against what the referring
 * block records. Every result is null if the check passes, else a description of the problem.
 * Source: on-disk format 5.4.
 */
public final class TreeBlockCheck {
  private static final int MAX_LEVEL = 7;
  private static final long WRITTEN = 1;

  private final Volume volume;
  private final int nodeSize;
  private final long latest;

  public TreeBlockCheck(Volume volume) {
    this.volume = volume;
    this.nodeSize = volume.nodeSize();
    this.latest = volume.superblock().generation();
  }

  /** The problem with the bytes read at an address, independent of who refers to them. */
  public String problem(byte[] bytes, long address) {
    String problem = checksumProblem(bytes);
    return problem == null ? contentProblem(bytes, address) : problem;
  }

  /** The problem with a block's checksum. */
  public String checksumProblem(byte[] bytes) {
    int from = ChecksumType.FIELD_LENGTH;
    ChecksumType type = volume.checksumType();
    return type.matches(bytes, from, nodeSize - from, bytes, TreeBlock.CSUM)
        ? null
        : "its " + type.label() + " checksum does not match";
  }

  /** The problem with a block whose checksum matches. */
  public String contentProblem(byte[] bytes, long address) {
    long bytenr = u64(bytes, TreeBlock.BYTENR);
    if (bytenr != address) {
      return "it claims to belong at " + Long.toUnsignedString(bytenr);
    }
    if (!volume.acceptsFsid(bytes, TreeBlock.FSID)) {
      return "it belongs to another filesystem";
    }
    if ((u64(bytes, TreeBlock.FLAGS) & WRITTEN) == 0) {
      return "it was never written";
    }
    if (Long.compareUnsigned(u64(bytes, TreeBlock.GENERATION), latest) > 0) {
      return "its generation is newer than the superblock's";
    }
    int level = u8(bytes, TreeBlock.LEVEL);
    if (level > MAX_LEVEL) {
      return "its level is " + level;
    }
    long count = u32(bytes, TreeBlock.ITEM_COUNT);
    int stride = level == 0 ? TreeBlock.ITEM_HEADER : TreeBlock.NODE_ENTRY;
    if (count > (nodeSize - TreeBlock.HEADER) / stride) {
      return "it claims to have " + count + " items";
    }
    String problem = orderProblem(bytes, (int) count, stride);
    if (problem != null) {
      return problem;
    }
    return level == 0 ? leafProblem(bytes, (int) count) : nodeProblem(bytes, (int) count);
  }

  private static String orderProblem(byte[] bytes, int count, int stride) {
    for (int slot = 1; slot < count; slot++) {
      int at = TreeBlock.HEADER + slot * stride;
      int order =
          TreeBlock.compareKey(
              bytes,
              at - stride,
              u64(bytes, at + Key.OBJECTID),
              u8(bytes, at + Key.TYPE),
              u64(bytes, at + Key.OFFSET));
      if (order >= 0) {
        return "its key " + Key.read(bytes, at) + " in slot " + slot + " is out of order";
      }
    }
    return null;
  }

  /** Items are packed from the end of the block, in order, down to the item headers at most. */
  private String leafProblem(byte[] bytes, int count) {
    long end = (long) nodeSize - TreeBlock.HEADER;
    long headers = (long) count * TreeBlock.ITEM_HEADER;
    for (int slot = 0; slot < count; slot++) {
      int at = TreeBlock.HEADER + slot * TreeBlock.ITEM_HEADER;
      long offset = u32(bytes, at + TreeBlock.DATA_OFFSET);
      long size = u32(bytes, at + TreeBlock.DATA_SIZE);
      if (offset + size != end || offset < headers) {
        return String.format(
            "its item in slot %d occupies bytes %d to %d, expected %d or more to %d",
            slot, offset, offset + size, headers, end);
      }
      end = offset;
    }
    return null;
  }

  private String nodeProblem(byte[] bytes, int count) {
    if (count == 0) {
      return "it is an inner block without children";
    }
    long sectorMask = volume.sectorSize() - 1L;
    for (int slot = 0; slot < count; slot++) {
      int at = TreeBlock.HEADER + slot * TreeBlock.NODE_ENTRY + TreeBlock.CHILD_ADDRESS;
      long child = u64(bytes, at);
      if (child == 0 || (child & sectorMask) != 0) {
        return "its child in slot "
            + slot
            + " is at the invalid address "
            + Long.toUnsignedString(child);
      }
    }
    return null;
  }

  /** How a sound block differs from what the extent tree records. */
  public static String mismatch(byte[] bytes, int level, long generation) {
    return mismatch(new TreeBlock(bytes), level, generation, 0);
  }

  /**
   * How a sound block differs from what the referring block records.
   *
   * @param generation 0 if unknown
   * @param treeId 0 if any will do
   */
  static String mismatch(TreeBlock block, int level, long generation, long treeId) {
    if (block.level() != level) {
      return "it is at level " + block.level() + " instead of " + level;
    }
    if (generation != 0 && block.generation() != generation) {
      return "its generation is "
          + Long.toUnsignedString(block.generation())
          + " instead of "
          + Long.toUnsignedString(generation);
    }
    boolean owned =
        treeId == 0
            || block.owner() == treeId
            || (ObjectId.isSubvolume(treeId) && ObjectId.isSubvolume(block.owner()))
            || treeId == ObjectId.TREE_RELOC;
    return owned ? null : "it belongs to " + TreeName.of(block.owner());
  }

  /** How a block differs from the key range that its parent allows. */
  static String mismatch(TreeBlock block, TreeBlock parent, int slot) {
    if (block.itemCount() == 0) {
      return "it is empty, though it is not a root";
    }
    if (block.compareKey(0, parent, slot) != 0) {
      return "it starts with key " + block.key(0) + " instead of " + parent.key(slot);
    }
    int next = slot + 1;
    if (next < parent.itemCount() && block.compareKey(block.itemCount() - 1, parent, next) >= 0) {
      return "it ends with key " + block.key(block.itemCount() - 1) + ", beyond its range";
    }
    return null;
  }

  /** How a block differs from the root of a tree. */
  static String rootMismatch(TreeBlock block, long treeId) {
    return block.owner() == treeId || treeId == ObjectId.TREE_RELOC
        ? null
        : "it belongs to " + TreeName.of(block.owner());
  }
}
