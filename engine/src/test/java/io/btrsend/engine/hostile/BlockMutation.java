package io.btrsend.engine.hostile;

import io.btrsend.engine.format.ChecksumType;
import io.btrsend.engine.format.ItemType;
import io.btrsend.engine.format.LittleEndian;
import io.btrsend.engine.testing.WritableImages;
import io.btrsend.engine.testing.WritableImages.Place;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/**
 * Changes one thing in one tree block, on all of its mirrors or on one, and stamps it anew. If that
 * changes the block's first key, the blocks above are mostly made to agree: else every such change
 * would end at the same check.
 */
final class BlockMutation {
  private static final int NODE_ENTRY = 33;

  /** Pairs of an offset and a width: what the header of a block says of it. */
  private static final int[] HEADER = {32, 8, 48, 8, 56, 8, 80, 8, 88, 8, 96, 4, 100, 1};

  /** Key, data offset and data size of an item; key, address and generation of a child. */
  private static final int[] ITEM = {0, 8, 8, 1, 9, 8, 17, 4, 21, 4};

  private static final int[] CHILD = {0, 8, 8, 1, 9, 8, 17, 8, 25, 8};

  private final WritableImages images;
  private final LiveBlocks live;
  private final ChecksumType checksumType;

  BlockMutation(WritableImages images, LiveBlocks live, ChecksumType checksumType) {
    this.images = images;
    this.live = live;
    this.checksumType = checksumType;
  }

  /** Says what was changed. */
  String apply(Random random) throws IOException {
    List<Long> trees = random.nextInt(20) == 0 ? live.trees() : live.treesThatMatter();
    List<LiveBlock> blocks = live.of(trees.get(random.nextInt(trees.size())));
    LiveBlock target = blocks.get(random.nextInt(blocks.size()));
    byte[] bytes = images.read(target.copies().get(0), target.block().bytes().length);
    byte[] before = bytes.clone();
    String change = change(target, bytes, random);
    boolean everywhere = random.nextInt(8) > 0;
    boolean rekeyed = !Arrays.equals(before, 101, 118, bytes, 101, 118);
    write(target, bytes, everywhere);
    if (everywhere && rekeyed && target.parent() != null && random.nextInt(4) > 0) {
      rekeyParents(target, bytes);
    }
    return String.format(
        "tree %d block %d level %d %s%s",
        target.treeId(),
        target.block().address(),
        target.block().level(),
        change,
        everywhere ? "" : " once");
  }

  private String change(LiveBlock target, byte[] bytes, Random random) {
    boolean leaf = target.block().level() == 0;
    int count = Math.min(LittleEndian.i32(bytes, LeafItem.COUNT), target.block().itemCount());
    int kind = random.nextInt(20);
    if (kind == 0 || count <= 0) {
      return field(bytes, 0, HEADER, random);
    }
    int slot = random.nextInt(count);
    if (kind == 1) {
      return field(bytes, random.nextInt(bytes.length - 8), new int[] {0, 1, 0, 8}, random);
    }
    if (!leaf) {
      return kind < 8
          ? redirect(bytes, slot, random)
          : field(bytes, 101 + slot * NODE_ENTRY, CHILD, random);
    }
    if (kind < 5) {
      return field(bytes, 101 + slot * LeafItem.ITEM_HEADER, ITEM, random);
    }
    if (kind < 7) {
      return tangle(bytes, slot, random);
    }
    return kind < 11 ? repack(bytes, slot, random) : itemField(bytes, slot, random);
  }

  /** Puts a file or directory into another inode of the leaf, as often as not one below it. */
  private static String tangle(byte[] bytes, int slot, Random random) {
    List<LeafItem> items = LeafItem.takeOut(bytes);
    List<LeafItem> names =
        items.stream().filter(item -> item.type() == ItemType.INODE_REF).toList();
    if (names.isEmpty()) {
      return repack(bytes, slot, random);
    }
    LeafItem name = names.get(random.nextInt(names.size()));
    long parent = names.get(random.nextInt(names.size())).objectid();
    items.remove(name);
    items.add(name.withKey(name.objectid(), name.type(), parent));
    LeafItem.putBack(items, bytes);
    return "inode " + name.objectid() + " put into " + parent;
  }

  private static String field(byte[] bytes, int base, int[] fields, Random random) {
    int field = random.nextInt(fields.length / 2) * 2;
    return put(bytes, base + fields[field], fields[field + 1], random);
  }

  private static String put(byte[] bytes, int at, int width, Random random) {
    int fitting = Math.min(width, bytes.length - at);
    byte[] value = new HostileNumbers(random).replacement(bytes, at, fitting);
    System.arraycopy(value, 0, bytes, at, fitting);
    return "@" + at + "=" + HexFormat.of().formatHex(value);
  }

  /** Makes a child of another live block, and mostly says so consistently. */
  private String redirect(byte[] bytes, int slot, Random random) {
    List<LiveBlock> all = live.all();
    LiveBlock other = all.get(random.nextInt(all.size()));
    int at = 101 + slot * NODE_ENTRY;
    LittleEndian.putU64(bytes, at + 17, other.block().address());
    if (random.nextInt(4) > 0) {
      LittleEndian.putU64(bytes, at + 25, other.block().generation());
    }
    return "child " + slot + " redirected to " + other.block().address();
  }

  /** Changes something inside an item: mostly a number that the reader looks at. */
  private String itemField(byte[] bytes, int slot, Random random) {
    int header = 101 + slot * LeafItem.ITEM_HEADER;
    int type = bytes[header + 8] & 0xff;
    int start = 101 + LittleEndian.i32(bytes, header + 17);
    int size = LittleEndian.i32(bytes, header + 21);
    if (size <= 0 || start < 101 || start > bytes.length - size) {
      return field(bytes, header, ITEM, random);
    }
    String where = "slot " + slot + " type " + type + " ";
    int[] fields = ItemFields.of(type);
    if (fields.length > 0 && random.nextInt(4) > 0) {
      int field = random.nextInt(fields.length / 2) * 2;
      if (fields[field] + fields[field + 1] <= size) {
        return where + value(bytes, start + fields[field], fields[field + 1], random);
      }
    }
    int at = random.nextInt(size);
    int width = Math.min(1 << random.nextInt(4), size - at);
    return where + value(bytes, start + at, width, random);
  }

  /** Now and then takes a number from elsewhere that means something: an inode or an address. */
  private String value(byte[] bytes, int at, int width, Random random) {
    if (width < 8 || random.nextInt(3) > 0) {
      return put(bytes, at, width, random);
    }
    long number;
    if (random.nextBoolean()) {
      int count = Math.max(1, LittleEndian.i32(bytes, LeafItem.COUNT));
      int slot = random.nextInt(Math.min(count, (bytes.length - 101) / LeafItem.ITEM_HEADER));
      number = LittleEndian.u64(bytes, 101 + slot * LeafItem.ITEM_HEADER);
    } else {
      List<LiveBlock> all = live.all();
      number = all.get(random.nextInt(all.size())).block().address();
    }
    LittleEndian.putU64(bytes, at, number);
    return "@" + at + ":=" + Long.toUnsignedString(number);
  }

  /** Takes the leaf apart, changes an item and packs it again, so that the leaf stays sound. */
  private static String repack(byte[] bytes, int slot, Random random) {
    List<LeafItem> items = LeafItem.takeOut(bytes);
    LeafItem item = items.get(slot);
    LeafItem other = items.get(random.nextInt(items.size()));
    HostileNumbers numbers = new HostileNumbers(random);
    int kind = random.nextInt(8);
    switch (kind) {
      case 0 -> items.remove(slot);
      case 1 -> items.set(slot, item.withData(new byte[0]));
      case 2 -> items.set(slot, item.withData(resized(item, random)));
      case 3 -> items.set(slot, item.withKey(other.objectid(), item.type(), item.offset()));
      case 4 -> items.set(slot, item.withKey(item.objectid(), other.type(), item.offset()));
      case 5 -> items.set(slot, item.withKey(item.objectid(), item.type(), other.objectid()));
      case 6 -> items.set(slot, item.withData(other.data()));
      default -> {
        byte[] offset = new byte[8];
        LittleEndian.putU64(offset, 0, item.offset());
        long changed = LittleEndian.u64(numbers.replacement(offset, 0, 8), 0);
        LeafItem moved = item.withKey(item.objectid(), item.type(), changed);
        if (random.nextBoolean()) {
          items.set(slot, moved);
        } else {
          items.add(moved);
        }
      }
    }
    LeafItem.putBack(items, bytes);
    return "slot " + slot + " type " + item.type() + " repacked " + kind;
  }

  private static byte[] resized(LeafItem item, Random random) {
    int size = item.data().length;
    int change = random.nextInt(3) == 0 ? random.nextInt(200) : 1 + random.nextInt(4);
    return Arrays.copyOf(
        item.data(), random.nextBoolean() ? size + change : Math.max(0, size - change));
  }

  private void rekeyParents(LiveBlock child, byte[] childBytes) throws IOException {
    LiveBlock parent = child.parent();
    byte[] bytes = images.read(parent.copies().get(0), parent.block().bytes().length);
    System.arraycopy(childBytes, 101, bytes, 101 + child.slot() * NODE_ENTRY, 17);
    write(parent, bytes, true);
    if (child.slot() == 0 && parent.parent() != null) {
      rekeyParents(parent, bytes);
    }
  }

  private void write(LiveBlock target, byte[] bytes, boolean everywhere) throws IOException {
    int from = ChecksumType.FIELD_LENGTH;
    checksumType.digest(bytes, from, bytes.length - from, bytes, 0);
    for (Place copy : everywhere ? target.copies() : target.copies().subList(0, 1)) {
      images.write(copy, bytes);
    }
  }
}
