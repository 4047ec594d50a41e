package io.btrsend.engine.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.ahead.ReadAheadLimits;
import io.btrsend.engine.device.DeviceSet;
import io.btrsend.engine.format.ChunkItem;
import io.btrsend.engine.format.Key;
import io.btrsend.engine.format.LittleEndian;
import io.btrsend.engine.format.SpecExample;
import io.btrsend.engine.format.Superblock;
import io.btrsend.engine.image.ImageAccess;
import io.btrsend.engine.testing.Fixture;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Breaks the system chunk of the worked example, one field at a time. */
class ChunkParserTest {
  private static final long START = 22020096;

  private final DeviceSet devices =
      DeviceSet.open(
          List.of(Fixture.named("s01-every-object").images().get(0).toString()),
          ImageAccess.defaults(),
          ReadAheadLimits.OFF);
  private final byte[] item =
      Arrays.copyOfRange(
          SpecExample.superblock(),
          Superblock.SYSTEM_CHUNKS + Key.LENGTH,
          Superblock.SYSTEM_CHUNKS + Key.LENGTH + ChunkItem.itemLength(2));

  @AfterEach
  void close() {
    devices.close();
  }

  @Test
  void theWorkedExampleIsAChunk() {
    Chunk chunk = parse();
    assertEquals(RaidProfile.DUP, chunk.profile());
    assertEquals(8388608, chunk.length());
    assertEquals(8388608, chunk.stripeBytes());
    assertEquals(30408704, chunk.stripe(1).physical());
  }

  @ParameterizedTest
  @CsvSource({
    "0, 8, 0",
    "0, 8, 4097",
    "0, 8, -4096",
    "16, 8, 4096",
    "24, 8, 0x4",
    "24, 8, 0x72",
    "24, 8, 0x122",
    "24, 8, 0x25",
    "24, 8, 0x1000000000022",
    "24, 8, 0x20",
    "40, 4, 512",
    "44, 2, 0",
    "44, 2, 1",
    "44, 2, 3",
    "56, 8, 0x7fffffffffffffff"
  })
  void aFieldOutOfBoundsIsRefused(int at, int size, String value) {
    long number = Long.decode(value);
    switch (size) {
      case 2 -> LittleEndian.putU16(item, at, (int) number);
      case 4 -> LittleEndian.putU32(item, at, (int) number);
      default -> LittleEndian.putU64(item, at, number);
    }
    assertThrows(CorruptFilesystemException.class, this::parse);
  }

  @Test
  void anItemShorterThanItsStripesIsRefused() {
    assertThrows(
        CorruptFilesystemException.class,
        () -> new ChunkParser(devices).parse(item, 0, item.length - 1, false, START));
    assertThrows(
        CorruptFilesystemException.class,
        () -> new ChunkParser(devices).parse(item, 0, 10, false, START));
  }

  private Chunk parse() {
    return new ChunkParser(devices).parse(item, 0, item.length, true, START);
  }
}
