package io.btrsend.engine.send;

/**
 * Where the stages cut what they hand on. The sizes do not show in the stream; small ones make many
 * slices of a short send, for tests.
 *
 * @param segmentBytes bytes at which a segment is closed, 1 to {@value #MAX_SEGMENT_BYTES}
 * @param batchItems items at which a slice of the walk is closed
 * @param batchInodes inodes at which a slice of the walk is closed
 */
public record StageSizes(int segmentBytes, int batchItems, int batchInodes) {
  public static final int MAX_SEGMENT_BYTES = 1024 * 1024;

  /** The sizes of every send for which no others are asked. */
  public static final StageSizes USUAL = new StageSizes(MAX_SEGMENT_BYTES, 1024, 256);

  public StageSizes {
    if (segmentBytes < 1 || segmentBytes > MAX_SEGMENT_BYTES || batchItems < 1 || batchInodes < 1) {
      throw new IllegalArgumentException(
          "sizes of %d bytes, %d items, %d inodes"
              .formatted(segmentBytes, batchItems, batchInodes));
    }
  }
}
