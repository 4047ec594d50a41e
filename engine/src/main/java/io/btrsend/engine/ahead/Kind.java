package io.btrsend.engine.ahead;

/** What bytes are needed for. Each kind has its own share of the memory. */
public enum Kind {
  /** Tree blocks. */
  METADATA,
  /** The data of files, which is announced only when it is certain to be read. */
  DATA
}
