package io.btrsend.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.FilesystemOptions;
import io.btrsend.engine.format.Crc32c;
import io.btrsend.engine.tree.TreeBlock;
import io.btrsend.engine.tree.TreeCursor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * An item of the demo's filesystem, whose metadata has one copy.
 *
 * @param tree the id of its tree
 */
record DemoItem(long tree, long objectid, int type) {
  private static final int CHECKSUMMED = 32;

  /** Changes an item in the copy of its leaf. */
  interface Change {
    /**
     * /** Changes it.
     *
     * @param data where the item's bytes are
     */
    void apply(ByteBuffer leaf, int key, int data);
  }

  /** Changes the item in an image. The block gets the checksum of what it holds then. */
  void change(Path image, Change change) throws IOException {
    byte[] leaf;
    long place;
    try (Filesystem filesystem = Filesystem.open(List.of(image), FilesystemOptions.defaults())) {
      TreeCursor cursor = new TreeCursor(filesystem.blocks(), filesystem.tree(tree));
      cursor.seek(objectid, type, 0);
      assertEquals(List.of(objectid, type), List.of(cursor.objectid(), cursor.type()));
      leaf = cursor.bytes().clone();
      change.apply(
          littleEndian(leaf),
          TreeBlock.HEADER + cursor.slot() * TreeBlock.ITEM_HEADER,
          cursor.itemStart());
      String text = filesystem.volume().describe(cursor.leaf().address()).get(0);
      place = Long.parseLong(text.substring(text.lastIndexOf(' ') + 1));
    }
    ByteBuffer block = littleEndian(leaf);
    block.putInt(0, checksum(leaf));
    write(image, block, place);
  }

  /** Changes the first superblock of an image, the only one of a small filesystem. */
  static void changeSuperblock(Path image, int field, long value) throws IOException {
    ByteBuffer block = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
    try (FileChannel channel = FileChannel.open(image)) {
      channel.read(block, 64 << 10);
    }
    block.putLong(field, value);
    block.putInt(0, checksum(block.array()));
    write(image, block.clear(), 64 << 10);
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int checksum(byte[] block) {
    return ~Crc32c.update(-1, block, CHECKSUMMED, block.length - CHECKSUMMED);
  }

  private static void write(Path image, ByteBuffer block, long place) throws IOException {
    try (FileChannel channel = FileChannel.open(image, StandardOpenOption.WRITE)) {
      channel.write(block, place);
    }
  }
}
