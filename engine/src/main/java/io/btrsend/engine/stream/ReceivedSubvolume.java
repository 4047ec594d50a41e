package io.btrsend.engine.stream;

/** A subvolume that the stream creates, with its names at the receiver once it is finished. */
final class ReceivedSubvolume {
  /** Heap bytes of this object and its table entries, without the names. */
  static final int BYTES = 512;

  /** All names; null if the stream alone does not determine them. */
  NameNode exact;

  /** The names that may be symbolic links or special files. */
  NameNode unsafe;

  /**
   * Whether the receiver may have another subvolume with the same UUID, from the stream or from
   * before.
   */
  boolean ambiguous;
}
