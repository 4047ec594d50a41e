package io.btrsend.engine.tree;

import io.btrsend.engine.format.Key;
import io.btrsend.engine.format.LittleEndian;
import io.btrsend.engine.format.Uuids;
import java.util.UUID;

/**
 * A tree block that has passed all checks of its own content, so that accessors need no checks.
 * Immutable and shared by all threads.
 *
 * <pre>
 *   header               node entry (level > 0)   item header (level 0)
 *      0 32 csum            0 17 key                0 17 key
 *     32 16 fsid           17  8 child address     17  4 data offset from the
 *     48  8 bytenr         25  8 generation                end of the header
 *     56  8 flags          33                      21  4 data size
 *     64 16 chunk tree uuid                        25
 *     80  8 generation
 *     88  8 owner
 *     96  4 number of items
 *    100  1 level
 *    101    entries
 * </pre>
 *
 * <p>Source: on-disk format 5.1 to 5.3.
 */
public final class TreeBlock {
  public static final int CSUM = 0;
  public static final int FSID = CSUM + 32;
  public static final int BYTENR = FSID + Uuids.LENGTH;
  static final int FLAGS = BYTENR + 8;
  private static final int CHUNK_TREE_UUID = FLAGS + 8;
  public static final int GENERATION = CHUNK_TREE_UUID + Uuids.LENGTH;
  public static final int OWNER = GENERATION + 8;
  static final int ITEM_COUNT = OWNER + 8;
  public static final int LEVEL = ITEM_COUNT + 4;

  /** Bytes of the header; data offsets of items count from here. */
  public static final int HEADER = LEVEL + 1;

  static final int CHILD_ADDRESS = Key.LENGTH;
  static final int CHILD_GENERATION = CHILD_ADDRESS + 8;
  static final int NODE_ENTRY = CHILD_GENERATION + 8;

  static final int DATA_OFFSET = Key.LENGTH;
  static final int DATA_SIZE = DATA_OFFSET + 4;

  /** Bytes of the header of one item in a leaf. */
  public static final int ITEM_HEADER = DATA_SIZE + 4;

  private final byte[] bytes;
  private final long address;
  private final long generation;
  private final long owner;
  private final int level;
  private final int itemCount;
  private final int stride;

  /**
   * Whether the block was used since the last replacement in its set. Only a hint, so races are
   * harmless.
   */
  boolean recentlyUsed;

  /** Wraps the bytes of a block that passed {@link TreeBlockCheck}, without copying them. */
  TreeBlock(byte[] bytes) {
    this.bytes = bytes;
    this.address = LittleEndian.u64(bytes, BYTENR);
    this.generation = LittleEndian.u64(bytes, GENERATION);
    this.owner = LittleEndian.u64(bytes, OWNER);
    this.level = LittleEndian.u8(bytes, LEVEL);
    this.itemCount = LittleEndian.i32(bytes, ITEM_COUNT);
    this.stride = level == 0 ? ITEM_HEADER : NODE_ENTRY;
  }

  /** Logical address of the block. */
  public long address() {
    return address;
  }

  /** 0 for a leaf, 1..7 for inner blocks. */
  public int level() {
    return level;
  }

  /** Id of the tree that created the block. */
  public long owner() {
    return owner;
  }

  /** Transaction that wrote the block. */
  public long generation() {
    return generation;
  }

  public int itemCount() {
    return itemCount;
  }

  /** The whole block; callers must not modify it. */
  public byte[] bytes() {
    return bytes;
  }

  /** Bits 0 WRITTEN and 1 RELOC; the top byte is the revision of back references. */
  public long flags() {
    return LittleEndian.u64(bytes, FLAGS);
  }

  UUID fsid() {
    return Uuids.read(bytes, FSID);
  }

  public long objectid(int slot) {
    return LittleEndian.u64(bytes, entry(slot) + Key.OBJECTID);
  }

  public int type(int slot) {
    return LittleEndian.u8(bytes, entry(slot) + Key.TYPE);
  }

  /** The offset part of the key. */
  public long offset(int slot) {
    return LittleEndian.u64(bytes, entry(slot) + Key.OFFSET);
  }

  public Key key(int slot) {
    return Key.read(bytes, entry(slot));
  }

  /** Negative if the slot's key is smaller than the key given, positive if it is greater. */
  public int compareKey(int slot, long objectid, int type, long offset) {
    return compareKey(bytes, entry(slot), objectid, type, offset);
  }

  static int compareKey(byte[] bytes, int entry, long objectid, int type, long offset) {
    int c = Long.compareUnsigned(LittleEndian.u64(bytes, entry + Key.OBJECTID), objectid);
    if (c != 0) {
      return c;
    }
    c = LittleEndian.u8(bytes, entry + Key.TYPE) - type;
    return c != 0 ? c : Long.compareUnsigned(LittleEndian.u64(bytes, entry + Key.OFFSET), offset);
  }

  /** Compares a slot's key with the key of a slot of another block. */
  public int compareKey(int slot, TreeBlock other, int otherSlot) {
    return compareKey(
        slot, other.objectid(otherSlot), other.type(otherSlot), other.offset(otherSlot));
  }

  /** Where the item's data starts in {@link #bytes()}; for leaves. */
  public int itemStart(int slot) {
    return HEADER + LittleEndian.i32(bytes, entry(slot) + DATA_OFFSET);
  }

  /** Bytes of the item's data; for leaves. */
  public int itemSize(int slot) {
    return LittleEndian.i32(bytes, entry(slot) + DATA_SIZE);
  }

  /** Logical address of the slot's child; for inner blocks. */
  public long childAddress(int slot) {
    return LittleEndian.u64(bytes, entry(slot) + CHILD_ADDRESS);
  }

  /** The generation of the slot's child; for inner blocks. */
  public long childGeneration(int slot) {
    return LittleEndian.u64(bytes, entry(slot) + CHILD_GENERATION);
  }

  /** The first slot whose key is not smaller, {@link #itemCount()} if there is none. */
  public int lowerBound(long objectid, int type, long offset) {
    int low = 0;
    int high = itemCount;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (compareKey(middle, objectid, type, offset) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The slot of an inner block through which a key is reached: the last one not greater, or 0. */
  int childSlot(long objectid, int type, long offset) {
    int slot = lowerBound(objectid, type, offset);
    boolean exact = slot < itemCount && compareKey(slot, objectid, type, offset) == 0;
    return exact || slot == 0 ? slot : slot - 1;
  }

  private int entry(int slot) {
    return HEADER + slot * stride;
  }
}
