package io.btrsend.engine.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.format.LittleEndian;
import io.btrsend.engine.format.RaidStripeItem;
import org.junit.jupiter.api.Test;

class StripeExtentTest {
  @Test
  void aCopyIsFoundByItsDevice() {
    Chunk chunk = Chunks.of(RaidProfile.RAID1, 1 << 20, 1 << 30, 0, 0);
    StripeExtent extent = extent(2, 7_000_000, 1, 9_000_000);
    assertEquals(9_004_096, extent.physical(chunk, 0, 2_004_096));
    assertEquals(7_004_096, extent.physical(chunk, 1, 2_004_096));
    assertEquals(61_440, extent.left(2_004_096));
  }

  @Test
  void theCopiesOfDupAreToldApartByPlace() {
    Chunk same = Chunks.of(RaidProfile.RAID1, 1 << 20, 1 << 30, 0, 0);
    Stripe stripe = same.stripe(0);
    Chunk chunk = new Chunk(1 << 20, 1 << 30, 1, RaidProfile.DUP, new Stripe[] {stripe, stripe});
    StripeExtent extent = extent(1, 7_000_000, 1, 9_000_000);
    assertEquals(7_000_000, extent.physical(chunk, 0, 2_000_000));
    assertEquals(9_000_000, extent.physical(chunk, 1, 2_000_000));
  }

  @Test
  void aDeviceWithoutACopyIsCorruption() {
    Chunk chunk = Chunks.of(RaidProfile.RAID1, 1 << 20, 1 << 30, 0, 0);
    StripeExtent extent = extent(1, 7_000_000, 3, 9_000_000);
    assertThrows(CorruptFilesystemException.class, () -> extent.physical(chunk, 1, 2_000_000));
  }

  @Test
  void onlyRedundantOrStripedPureDataIsPlacedByTheTree() {
    assertEquals(true, Chunks.of(RaidProfile.RAID0, 0, 1 << 20, 0, 0).isPlacedByStripeTree());
    assertEquals(false, Chunks.of(RaidProfile.SINGLE, 0, 1 << 20, 0).isPlacedByStripeTree());
    assertEquals(false, Chunks.of(RaidProfile.RAID5, 0, 1 << 20, 0, 0).isPlacedByStripeTree());
  }

  /** Logical 2,000,000 for 64 KiB, with a copy per pair of devid and physical offset. */
  private static StripeExtent extent(long... strides) {
    byte[] bytes = new byte[3 + strides.length * 8];
    for (int i = 0; i < strides.length; i++) {
      LittleEndian.putU64(bytes, 3 + 8 * i, strides[i]);
    }
    return new StripeExtent(2_000_000, 65536, bytes, 3, strides.length * 8 / RaidStripeItem.STRIDE);
  }
}
