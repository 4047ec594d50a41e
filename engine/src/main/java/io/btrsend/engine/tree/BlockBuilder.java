package io.btrsend.engine.tree;

import io.btrsend.engine.format.Key;
import io.btrsend.engine.format.LittleEndian;
import java.util.List;

/**
 * Makes tree blocks that exist in memory only, for trees whose damaged parts are left out. They
 * have the layout of stored blocks but may be of any size, so that nothing has to be split.
 */
public final class BlockBuilder {
  private BlockBuilder() {}

  /**
   * An item of a leaf.
   *
   * @param data not to be modified
   */
  @SuppressWarnings("ArrayRecordComponent") // items are bytes; the records are never compared
  public record Item(Key key, byte[] data) {}

  /** An entry of an inner block: the first key, address and generation of the block below. */
  public record Child(Key key, long address, long generation) {}

  /**
   * Makes a leaf.
   *
   * @param owner id of the tree that the leaf counts as created by
   * @param items in ascending order of their keys
   */
  public static TreeBlock leaf(long address, long generation, long owner, List<Item> items) {
    long size = TreeBlock.HEADER;
    for (Item item : items) {
      size += TreeBlock.ITEM_HEADER + item.data().length;
    }
    byte[] bytes = block(Math.toIntExact(size), address, generation, owner, 0, items.size());
    int entry = TreeBlock.HEADER;
    int end = bytes.length;
    for (Item item : items) {
      end -= item.data().length;
      System.arraycopy(item.data(), 0, bytes, end, item.data().length);
      putKey(bytes, entry, item.key());
      LittleEndian.putU32(bytes, entry + TreeBlock.DATA_OFFSET, end - TreeBlock.HEADER);
      LittleEndian.putU32(bytes, entry + TreeBlock.DATA_SIZE, item.data().length);
      entry += TreeBlock.ITEM_HEADER;
    }
    return new TreeBlock(bytes);
  }

  /**
   * Makes an inner block.
   *
   * @param level 1 to 7
   * @param children at least one, in ascending order of their keys
   */
  public static TreeBlock inner(
      long address, long generation, long owner, int level, List<Child> children) {
    int size = TreeBlock.HEADER + Math.multiplyExact(children.size(), TreeBlock.NODE_ENTRY);
    byte[] bytes = block(size, address, generation, owner, level, children.size());
    int entry = TreeBlock.HEADER;
    for (Child child : children) {
      putKey(bytes, entry, child.key());
      LittleEndian.putU64(bytes, entry + TreeBlock.CHILD_ADDRESS, child.address());
      LittleEndian.putU64(bytes, entry + TreeBlock.CHILD_GENERATION, child.generation());
      entry += TreeBlock.NODE_ENTRY;
    }
    return new TreeBlock(bytes);
  }

  private static byte[] block(
      int size, long address, long generation, long owner, int level, int count) {
    byte[] bytes = new byte[size];
    LittleEndian.putU64(bytes, TreeBlock.BYTENR, address);
    LittleEndian.putU64(bytes, TreeBlock.GENERATION, generation);
    LittleEndian.putU64(bytes, TreeBlock.OWNER, owner);
    LittleEndian.putU32(bytes, TreeBlock.ITEM_COUNT, count);
    bytes[TreeBlock.LEVEL] = (byte) level;
    return bytes;
  }

  private static void putKey(byte[] bytes, int at, Key key) {
    LittleEndian.putU64(bytes, at + Key.OBJECTID, key.objectid());
    bytes[at + Key.TYPE] = (byte) key.type();
    LittleEndian.putU64(bytes, at + Key.OFFSET, key.offset());
  }
}
