package io.btrsend.actors.live;

/** What kind of filesystems and sends a run is about. */
enum Flavour {
  /** Full sends from one device. */
  FULL(43),

  /** Full and incremental sends, with and without clone sources, from one device. */
  INCREMENTAL(24),

  /** The same from several devices, in all profiles, and with all features. */
  DEVICES(24);

  private final int farBits;

  Flavour(int farBits) {
    this.farBits = farBits;
  }

  /** The logarithm of the farthest offset that files are written at. */
  int farBits() {
    return farBits;
  }

  boolean isIncremental() {
    return this != FULL;
  }
}
