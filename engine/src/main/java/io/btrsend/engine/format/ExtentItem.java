package io.btrsend.engine.format;

import static io.btrsend.engine.format.LittleEndian.u32;
import static io.btrsend.engine.format.LittleEndian.u64;
import static io.btrsend.engine.format.LittleEndian.u8;

/**
 * The items of key (logical, EXTENT_ITEM, length) and (logical, METADATA_ITEM, level): the
 * references to an extent or tree block.
 *
 * <pre>
 *    0  8 refs
 *    8  8 generation
 *   16  8 flags
 *   24 18 first key and level: only in an EXTENT_ITEM of a tree block
 *   24 or 42: inline references, filling the item
 * </pre>
 *
 * <p>An inline reference is a type byte and a body: a u64 (tree block, shared block, owner), the 28
 * bytes of a data reference, or u64 parent and u32 count of a shared data reference. Source:
 * on-disk format 10.2 to 10.4.
 */
public final class ExtentItem {
  public static final int REFS = 0;
  public static final int GENERATION = REFS + 8;
  public static final int FLAGS = GENERATION + 8;

  /** The minimum length of an item; a shorter one has an obsolete form. */
  public static final int LENGTH = FLAGS + 8;

  private static final int TREE_BLOCK_INFO = Key.LENGTH + 1;

  public static final long DATA = 1;
  public static final long TREE_BLOCK = 1 << 1;
  public static final long FULL_BACKREF = 1 << 8;

  /** Body of an EXTENT_DATA_REF, inline behind its type byte or as an item of its own. */
  public static final int DATA_REF_ROOT = 0;

  public static final int DATA_REF_OBJECTID = DATA_REF_ROOT + 8;
  public static final int DATA_REF_OFFSET = DATA_REF_OBJECTID + 8;
  public static final int DATA_REF_COUNT = DATA_REF_OFFSET + 8;
  public static final int DATA_REF_LENGTH = DATA_REF_COUNT + 4;

  private ExtentItem() {}

  public static long refs(byte[] block, int at) {
    return u64(block, at + REFS);
  }

  public static long generation(byte[] block, int at) {
    return u64(block, at + GENERATION);
  }

  public static long flags(byte[] block, int at) {
    return u64(block, at + FLAGS);
  }

  /** Where the inline references start; it depends on which of the two key types the item has. */
  public static int inlineRefs(byte[] block, int at, int keyType) {
    boolean info = keyType == ItemType.EXTENT_ITEM && (flags(block, at) & TREE_BLOCK) != 0;
    return at + LENGTH + (info ? TREE_BLOCK_INFO : 0);
  }

  /** The type of the inline reference at {@code ref}. */
  public static int inlineType(byte[] block, int ref) {
    return u8(block, ref);
  }

  /** The u64 behind the type byte: root or parent, by type. */
  public static long inlineOffset(byte[] block, int ref) {
    return u64(block, ref + 1);
  }

  /** The count of an inline SHARED_DATA_REF. */
  public static long inlineSharedCount(byte[] block, int ref) {
    return u32(block, ref + 9);
  }

  /** Bytes of an inline reference of this type with its type byte, or -1 if the type is unknown. */
  public static int inlineLength(int type) {
    return switch (type) {
      case ItemType.EXTENT_OWNER_REF, ItemType.TREE_BLOCK_REF, ItemType.SHARED_BLOCK_REF -> 9;
      case ItemType.EXTENT_DATA_REF -> 1 + DATA_REF_LENGTH;
      case ItemType.SHARED_DATA_REF -> 13;
      default -> -1;
    };
  }

  public static long dataRefRoot(byte[] block, int at) {
    return u64(block, at + DATA_REF_ROOT);
  }

  public static long dataRefObjectid(byte[] block, int at) {
    return u64(block, at + DATA_REF_OBJECTID);
  }

  public static long dataRefOffset(byte[] block, int at) {
    return u64(block, at + DATA_REF_OFFSET);
  }

  public static long dataRefCount(byte[] block, int at) {
    return u32(block, at + DATA_REF_COUNT);
  }
}
