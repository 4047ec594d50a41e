package io.btrsend.engine.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.btrsend.engine.CorruptFilesystemException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChunkMapTest {
  private static final long MIB = 1 << 20;

  private final Chunk low = Chunks.of(RaidProfile.SINGLE, MIB, 4 * MIB, MIB);
  private final Chunk middle = Chunks.of(RaidProfile.SINGLE, 8 * MIB, 4 * MIB, 8 * MIB);
  private final Chunk high = Chunks.of(RaidProfile.SINGLE, -16 * MIB, 4 * MIB, 16 * MIB);

  @Test
  void everyAddressOfAChunkFindsIt() {
    ChunkMap map = new ChunkMap(List.of(high, low, middle));
    assertSame(low, map.find(MIB));
    assertSame(low, map.find(5 * MIB - 1));
    assertSame(middle, map.find(8 * MIB));
    assertSame(high, map.find(-16 * MIB));
    assertSame(high, map.find(-12 * MIB - 1));
    assertEquals(List.of(low, middle, high), map.chunks());
  }

  @Test
  void addressesBetweenChunksFindNone() {
    ChunkMap map = new ChunkMap(List.of(low, middle, high));
    assertNull(map.find(0));
    assertNull(map.find(5 * MIB));
    assertNull(map.find(12 * MIB));
    assertNull(map.find(-1));
    assertNull(new ChunkMap(List.of()).find(MIB));
  }

  @Test
  void chunksThatOverlapAreRefused() {
    Chunk overlapping = Chunks.of(RaidProfile.SINGLE, 4 * MIB, 2 * MIB, 32 * MIB);
    assertThrows(CorruptFilesystemException.class, () -> new ChunkMap(List.of(low, overlapping)));
  }
}
