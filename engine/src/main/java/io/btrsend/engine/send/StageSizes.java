package io.btrsend.engine.send;

/**
 * The sizes of batches and segments. They do not affect the stream; tests use small sizes to get
 * many batches and segments from a short send.
 *
 * @param segmentBytes bytes after which a segment is closed, 1 to {@value #MAX_SEGMENT_BYTES}
 * @param batchItems items after which a batch is closed
 * @param batchInodes inodes after which a batch is closed
 */
public record StageSizes(int segmentBytes, int batchItems, int batchInodes) {
  public static final int MAX_SEGMENT_BYTES = 1024 * 1024;

  /** The default sizes. */
  public static final StageSizes USUAL = new StageSizes(MAX_SEGMENT_BYTES, 1024, 256);

  public StageSizes {
    if (segmentBytes < 1 || segmentBytes > MAX_SEGMENT_BYTES || batchItems < 1 || batchInodes < 1) {
      throw new IllegalArgumentException(
          "sizes of %d bytes, %d items, %d inodes"
              .formatted(segmentBytes, batchItems, batchInodes));
    }
  }
}
