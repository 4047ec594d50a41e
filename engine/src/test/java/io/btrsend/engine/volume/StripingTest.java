package io.btrsend.engine.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** The worked examples of the description of the format, 4.5: chunks of real filesystems. */
class StripingTest {
  private static final long LENGTH = 1 << 30;

  @Test
  void dupHasTwoCopies() {
    Chunk chunk = Chunks.of(RaidProfile.DUP, 30408704, LENGTH, 38797312, 72351744);
    assertEquals("0 @ 39485440", copy(chunk, 31096832, 1));
    assertEquals("1 @ 73039872", copy(chunk, 31096832, 2));
  }

  @Test
  void raid0GoesRound() {
    Chunk chunk = Chunks.of(RaidProfile.RAID0, 164560896, 3 * LENGTH, 69533696, 48562176, 48562176);
    assertEquals("1 @ 48713728", copy(chunk, 165040128, 1));
  }

  @Test
  void raid1HasTheSameOffsetOnBothDevices() {
    Chunk chunk = Chunks.of(RaidProfile.RAID1, 72351744, LENGTH, 72351744, 51380224);
    assertEquals("0 @ 72830976", copy(chunk, 72830976, 1));
    assertEquals("1 @ 51859456", copy(chunk, 72830976, 2));
  }

  @Test
  void raid10OverFourDevicesGoesRoundPairs() {
    Chunk chunk =
        Chunks.of(
            RaidProfile.RAID10, 122683392, 2 * LENGTH, 72351744, 51380224, 51380224, 51380224);
    assertEquals("2 @ 51597312", copy(chunk, 123162624, 1));
    assertEquals("3 @ 51597312", copy(chunk, 123162624, 2));
  }

  @Test
  void raid10OverSixDevicesGoesRoundPairs() {
    Chunk chunk =
        Chunks.of(
            RaidProfile.RAID10,
            156106752,
            3 * LENGTH,
            66715648,
            45744128,
            45744128,
            45744128,
            45744128,
            45744128);
    assertEquals("2 @ 45895680", copy(chunk, 156585984, 1));
    assertEquals("3 @ 45895680", copy(chunk, 156585984, 2));
  }

  @Test
  void raid5RotatesWithEachRow() {
    Chunk chunk = Chunks.of(RaidProfile.RAID5, 122683392, 2 * LENGTH, 72351744, 51380224, 51380224);
    long offset = 123162624 - chunk.start();
    assertEquals("1 @ 51597312", data(chunk, offset));
    ParityRow row = Striping.parityRow(chunk, offset);
    assertEquals(new ParityRow(chunk, 3, 1), row);
    assertEquals(0, ParityRow.stripeIndex(chunk, 3, 0));
    assertEquals(2, ParityRow.stripeIndex(chunk, 3, 2));
  }

  @Test
  void raid6RotatesWithEachRow() {
    Chunk chunk =
        Chunks.of(
            RaidProfile.RAID6,
            157876224,
            3 * LENGTH,
            67305472,
            46333952,
            46333952,
            46333952,
            46333952);
    long offset = 158355456 - chunk.start();
    assertEquals("3 @ 46485504", data(chunk, offset));
    assertEquals(new ParityRow(chunk, 2, 1), Striping.parityRow(chunk, offset));
    assertEquals(2, ParityRow.stripeIndex(chunk, 2, 0));
    assertEquals(4, ParityRow.stripeIndex(chunk, 2, 2));
    assertEquals(0, ParityRow.stripeIndex(chunk, 2, 3));
    assertEquals(1, ParityRow.stripeIndex(chunk, 2, 4));
  }

  private static String copy(Chunk chunk, long logical, int mirror) {
    long offset = logical - chunk.start();
    return place(chunk, Striping.copyIndex(chunk, offset, mirror), offset);
  }

  private static String data(Chunk chunk, long offset) {
    return place(chunk, Striping.dataIndex(chunk, offset), offset);
  }

  private static String place(Chunk chunk, int index, long offset) {
    return index
        + " @ "
        + (chunk.stripe(index).physical() + Striping.offsetInStripe(chunk, offset));
  }
}
