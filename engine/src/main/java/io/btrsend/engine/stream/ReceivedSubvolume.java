package io.btrsend.engine.stream;

/** A subvolume that stands in the stream, with what a receiver has of it when it is finished. */
final class ReceivedSubvolume {
  /** What this takes on the heap with its places in tables, beside the names in it, in bytes. */
  static final int BYTES = 512;

  /** All names in it; null where the stream alone does not tell them. */
  NameNode exact;

  /** The names in it that may be links or special files. */
  NameNode unsafe;

  /** Whether the receiver may have, or have got from the stream, another one of the same UUID. */
  boolean ambiguous;
}
