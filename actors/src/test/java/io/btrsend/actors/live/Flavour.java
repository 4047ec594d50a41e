package io.btrsend.actors.live;

import java.util.SplittableRandom;

/** What kind of filesystems and sends a run is about. */
enum Flavour {
  /** Full sends from one device, of files as large as they can be. */
  FULL(Flavour.LIMIT_BITS),

  /** Full and incremental sends, with and without clone sources, from one device. */
  INCREMENTAL(24),

  /** The same from several devices, in all profiles, and with all features. */
  DEVICES(24),

  /**
   * Full and incremental sends of files as large as they can be, in protocol 2 or without data: in
   * protocol 1 every byte of a new hole would be sent.
   */
  FAR(Flavour.LIMIT_BITS);

  /** The logarithm of offsets near the greatest size of files. */
  static final int LIMIT_BITS = 62;

  private final int farBits;

  Flavour(int farBits) {
    this.farBits = farBits;
  }

  static Flavour draw(SplittableRandom random) {
    int ticket = random.nextInt(10);
    return ticket < 2 ? FULL : ticket < 6 ? INCREMENTAL : ticket < 9 ? DEVICES : FAR;
  }

  /** The logarithm of the farthest offset that files are written at. */
  int farBits() {
    return farBits;
  }

  boolean isIncremental() {
    return this != FULL;
  }

  /** Whether everything can be sent incrementally in protocol 1 in reasonable time. */
  boolean isBounded() {
    return farBits < LIMIT_BITS;
  }
}
