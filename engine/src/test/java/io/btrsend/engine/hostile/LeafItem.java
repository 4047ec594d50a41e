package io.btrsend.engine.hostile;

import io.btrsend.engine.format.Key;
import io.btrsend.engine.format.LittleEndian;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** An item taken out of its leaf, to be put back longer, shorter, twice or elsewhere. */
record LeafItem(long objectid, int type, long offset, byte[] data) implements Comparable<LeafItem> {
  static final int HEADER = 101;
  static final int ITEM_HEADER = 25;
  static final int COUNT = 96;

  static List<LeafItem> takeOut(byte[] leaf) {
    List<LeafItem> items = new ArrayList<>();
    int most = (leaf.length - HEADER) / ITEM_HEADER;
    for (int slot = 0; slot < Math.min(LittleEndian.i32(leaf, COUNT), most); slot++) {
      int at = HEADER + slot * ITEM_HEADER;
      Key key = Key.read(leaf, at);
      int start = HEADER + LittleEndian.i32(leaf, at + 17);
      int size = LittleEndian.i32(leaf, at + 21);
      // An earlier change may have put it anywhere.
      boolean inside = size >= 0 && start >= 0 && start <= leaf.length - size;
      byte[] data = inside ? Arrays.copyOfRange(leaf, start, start + size) : new byte[0];
      items.add(new LeafItem(key.objectid(), key.type(), key.offset(), data));
    }
    return items;
  }

  /** Packs the items, in the order of their keys, as far as they fit. */
  static void putBack(List<LeafItem> items, byte[] leaf) {
    List<LeafItem> sorted = new ArrayList<>(items);
    sorted.sort(null);
    int end = leaf.length;
    int slot = 0;
    for (LeafItem item : sorted) {
      int at = HEADER + slot * ITEM_HEADER;
      if (at + ITEM_HEADER > end - item.data.length) {
        break;
      }
      end -= item.data.length;
      System.arraycopy(item.data, 0, leaf, end, item.data.length);
      LittleEndian.putU64(leaf, at, item.objectid);
      leaf[at + 8] = (byte) item.type;
      LittleEndian.putU64(leaf, at + 9, item.offset);
      LittleEndian.putU32(leaf, at + 17, end - HEADER);
      LittleEndian.putU32(leaf, at + 21, item.data.length);
      slot++;
    }
    LittleEndian.putU32(leaf, COUNT, slot);
  }

  LeafItem withKey(long newObjectid, int newType, long newOffset) {
    return new LeafItem(newObjectid, newType & 0xff, newOffset, data);
  }

  LeafItem withData(byte[] newData) {
    return new LeafItem(objectid, type, offset, newData);
  }

  @Override
  public int compareTo(LeafItem other) {
    int c = Long.compareUnsigned(objectid, other.objectid);
    c = c != 0 ? c : Integer.compare(type, other.type);
    return c != 0 ? c : Long.compareUnsigned(offset, other.offset);
  }
}
