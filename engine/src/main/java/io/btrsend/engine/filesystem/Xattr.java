package io.btrsend.engine.filesystem;

import io.btrsend.engine.format.DirItem;
import io.btrsend.engine.tree.TreeBlock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One extended attribute.
 *
 * @param name with its prefix, such as {@code user.}; not to be modified
 * @param value may be empty; not to be modified
 */
public record Xattr(byte[] name, byte[] value) {

  /** All attributes packed into one item, in stored order. Source: on-disk format 7.5. */
  public static List<Xattr> readAll(TreeBlock leaf, int slot) {
    byte[] bytes = leaf.bytes();
    int at = leaf.itemStart(slot);
    int end = at + leaf.itemSize(slot);
    List<Xattr> all = new ArrayList<>(1);
    while (at < end) {
      if (!DirItem.fits(bytes, at, end)) {
        throw ItemErrors.corrupt(leaf, slot, "an attribute runs over the end of the item");
      }
      int value = DirItem.dataStart(bytes, at);
      int next = at + DirItem.entryLength(bytes, at);
      for (int i = at + DirItem.NAME; i < value; i++) {
        if (bytes[i] == 0) {
          throw ItemErrors.corrupt(leaf, slot, "the name of an attribute contains a zero byte");
        }
      }
      all.add(
          new Xattr(
              Arrays.copyOfRange(bytes, at + DirItem.NAME, value),
              Arrays.copyOfRange(bytes, value, next)));
      at = next;
    }
    return all;
  }
}
