package io.btrsend.engine.image.qcow2;

/** Where the bytes of a range are; filled in by {@link ClusterMap}. For one thread. */
final class Mapping {
  enum Kind {
    /** In the file, from {@link #host} on. */
    DATA,
    /** All are zero. */
    ZERO,
    /** In the backing file, at the same position; zero if there is none. */
    UNALLOCATED,
    /** In the compressed cluster that {@link #host} describes. */
    COMPRESSED
  }

  Kind kind;

  /** Offset of the first byte for data; the L2 entry for a compressed cluster. */
  long host;

  /** How far it is so, bytes. */
  long length;

  void set(Kind newKind, long newHost, long newLength) {
    kind = newKind;
    host = newHost;
    length = newLength;
  }

  /** Whether another range, which begins where this one ends, is its continuation. */
  boolean isContinuedBy(Mapping next) {
    return kind == next.kind
        && kind != Kind.COMPRESSED
        && (kind != Kind.DATA || next.host == host + length);
  }
}
