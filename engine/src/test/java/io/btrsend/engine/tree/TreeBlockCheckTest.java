package io.btrsend.engine.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.FilesystemOptions;
import io.btrsend.engine.format.ChecksumType;
import io.btrsend.engine.format.LittleEndian;
import io.btrsend.engine.format.ObjectId;
import io.btrsend.engine.testing.Fixture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Breaks a block that the kernel wrote, one thing at a time, and mends its checksum. */
class TreeBlockCheckTest {
  private Filesystem filesystem;
  private TreeBlock leaf;
  private byte[] bytes;

  @BeforeEach
  void takeALeaf() {
    filesystem =
        Filesystem.open(Fixture.named("s01-every-object").images(), FilesystemOptions.defaults());
    TreeCursor cursor = new TreeCursor(filesystem.blocks(), filesystem.tree(ObjectId.ROOT_TREE));
    cursor.seek(0, 0, 0);
    leaf = cursor.leaf();
    bytes = leaf.bytes().clone();
  }

  @AfterEach
  void close() {
    filesystem.close();
  }

  @Test
  void whatTheKernelWroteIsSound() {
    assertNull(problem());
  }

  @Test
  void aFlippedBitShows() {
    bytes[bytes.length - 1] ^= 1;
    String problem = new TreeBlockCheck(filesystem.volume()).problem(bytes, leaf.address());
    assertEquals("its crc32c checksum does not match", problem);
  }

  @Test
  void aBlockMustBeWhereItSays() {
    LittleEndian.putU64(bytes, TreeBlock.BYTENR, 4096);
    assertEquals("it claims to belong at 4096", problem());
  }

  @Test
  void aBlockOfAnotherFilesystemIsRefused() {
    bytes[TreeBlock.FSID] ^= 1;
    assertEquals("it belongs to another filesystem", problem());
  }

  @Test
  void theFutureIsRefused() {
    LittleEndian.putU64(bytes, TreeBlock.GENERATION, 1L << 40);
    assertEquals("its generation is newer than the superblock's", problem());
  }

  @Test
  void moreItemsThanFitAreRefused() {
    LittleEndian.putU32(bytes, TreeBlock.ITEM_COUNT, -1);
    assertEquals("it claims to have 4294967295 items", problem());
  }

  @Test
  void anItemThatLeavesTheBlockIsRefused() {
    LittleEndian.putU32(bytes, TreeBlock.HEADER + TreeBlock.DATA_SIZE, -1);
    long offset = LittleEndian.u32(bytes, TreeBlock.HEADER + TreeBlock.DATA_OFFSET);
    String occupied = offset + " to " + (offset + 0xffff_ffffL);
    assertTrue(
        problem().startsWith("its item in slot 0 occupies bytes " + occupied + ", expected "));
  }

  @Test
  void equalKeysAreRefused() {
    System.arraycopy(bytes, TreeBlock.HEADER, bytes, TreeBlock.HEADER + TreeBlock.ITEM_HEADER, 17);
    assertEquals("its key " + leaf.key(0) + " in slot 1 is out of order", problem());
  }

  @Test
  void aReferrerMayInsistOnLevelGenerationAndOwner() {
    assertEquals("it is at level 0 instead of 1", TreeBlockCheck.mismatch(leaf, 1, 0, 0));
    assertEquals(
        "its generation is " + leaf.generation() + " instead of 1",
        TreeBlockCheck.mismatch(leaf, 0, 1, 0));
    assertEquals(
        "it belongs to the root tree", TreeBlockCheck.mismatch(leaf, 0, 0, ObjectId.CSUM_TREE));
    assertNull(TreeBlockCheck.mismatch(leaf, 0, leaf.generation(), ObjectId.ROOT_TREE));
  }

  private String problem() {
    int from = ChecksumType.FIELD_LENGTH;
    ChecksumType.CRC32C.digest(bytes, from, bytes.length - from, bytes, TreeBlock.CSUM);
    return new TreeBlockCheck(filesystem.volume()).problem(bytes, leaf.address());
  }
}
