package io.btrsend.engine.format;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.HexFormat;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SuperblockTest {
  private final byte[] bytes = SpecExample.superblock();

  @Test
  void theWorkedExampleIsSound() {
    Superblock superblock = Superblock.of(bytes);
    assertNull(SuperblockCheck.problem(superblock, 65536));
    assertNull(SuperblockCheck.unreadable(superblock));
  }

  @Test
  void theWorkedExampleDecodes() {
    Superblock superblock = Superblock.of(bytes);
    assertEquals(UUID.fromString("11111111-2222-3333-4444-555555555555"), superblock.fsid());
    assertEquals(superblock.fsid(), superblock.metadataUuid());
    assertEquals(11, superblock.generation());
    assertEquals(31064064, superblock.root());
    assertEquals(22036480, superblock.chunkRoot());
    assertEquals(6, superblock.chunkRootGeneration());
    assertEquals(268435456, superblock.totalBytes());
    assertEquals(192512, superblock.bytesUsed());
    assertEquals(1, superblock.deviceCount());
    assertEquals(129, superblock.systemChunksSize());
    assertEquals(0x379, superblock.incompatFlags());
    assertEquals(3, superblock.compatRoFlags());
    assertEquals("spec", new String(superblock.label(), US_ASCII));
    DevItem device = superblock.device();
    assertEquals(1, device.devid());
    assertEquals(92274688, device.bytesUsed());
    assertEquals(UUID.fromString("a821db5b-a5a4-4663-8edc-e40063c8bf16"), device.uuid());
  }

  @Test
  void aFlippedBitIsACheckSumMismatch() {
    bytes[Superblock.LABEL] ^= 1;
    assertEquals(
        "its crc32c checksum does not match", SuperblockCheck.problem(Superblock.of(bytes), 65536));
  }

  @Test
  void aCopyInTheWrongPlaceIsRefused() {
    assertEquals(
        "it claims to belong at 65536",
        SuperblockCheck.problem(Superblock.of(bytes), Superblock.copyOffset(1)));
  }

  @Test
  void anUnknownIncompatBitIsNamed() {
    LittleEndian.putU64(bytes, Superblock.INCOMPAT, 0x379 | 1L << 40);
    assertEquals(
        "it needs the feature incompat bit 40", SuperblockCheck.unreadable(Superblock.of(bytes)));
  }

  @Test
  void anIncompatFeatureThatCannotBeReadIsNamed() {
    LittleEndian.putU64(bytes, Superblock.INCOMPAT, 0x379 | IncompatFeature.REMAP_TREE.bit());
    assertEquals(
        "it needs the feature remap-tree", SuperblockCheck.unreadable(Superblock.of(bytes)));
  }

  @Test
  void theSystemChunkOfTheWorkedExampleDecodes() {
    int at = Superblock.SYSTEM_CHUNKS;
    assertEquals(new Key(256, ItemType.CHUNK_ITEM, 22020096), Key.read(bytes, at));
    int chunk = at + Key.LENGTH;
    assertEquals(8388608, ChunkItem.length(bytes, chunk));
    assertEquals(0x22, ChunkItem.type(bytes, chunk));
    assertEquals(2, ChunkItem.stripeCount(bytes, chunk));
    assertEquals(112, ChunkItem.itemLength(2));
    assertEquals(22020096, ChunkItem.stripePhysical(bytes, chunk, 0));
    assertEquals(30408704, ChunkItem.stripePhysical(bytes, chunk, 1));
    assertEquals(
        UUID.fromString("a821db5b-a5a4-4663-8edc-e40063c8bf16"),
        ChunkItem.stripeDeviceUuid(bytes, chunk, 1));
  }

  @Test
  void uuidsSurviveARoundTrip() {
    byte[] out = HexFormat.of().parseHex("00".repeat(17));
    UUID uuid = UUID.fromString("a821db5b-a5a4-4663-8edc-e40063c8bf16");
    Uuids.write(out, 1, uuid);
    assertEquals("00a821db5ba5a446638edce40063c8bf16", HexFormat.of().formatHex(out));
    assertEquals(uuid, Uuids.read(out, 1));
  }
}
