package io.btrsend.engine.image.qcow2;

/** Incompatible features that this reader knows. Source: Qcow2 Image File Format, "Header". */
enum Qcow2Feature {
  /** Reference counts may be stale; a reader does not need them. */
  DIRTY(0),
  /** Somebody found a contradiction; the image must not be written. */
  CORRUPT(1),
  /** Guest clusters are in a file of their own. */
  EXTERNAL_DATA(2),
  /** Clusters are compressed by something other than deflate. */
  COMPRESSION_TYPE(3),
  /** L2 entries have a bitmap of subclusters. */
  EXTENDED_L2(4);

  /** The bits of all of them. */
  static final long KNOWN = (1L << values().length) - 1;

  private final int position;

  Qcow2Feature(int position) {
    this.position = position;
  }

  long bit() {
    return 1L << position;
  }
}
