package io.btrsend.engine.volume;

import io.btrsend.engine.format.ChunkItem;

/** How a chunk spreads its bytes over its stripes. Source: on-disk format 1.5, 4.2. */
public enum RaidProfile {
  SINGLE("single", 0, 1, 1, 0),
  RAID0("raid0", 1 << 3, 1, 1, 0),
  RAID1("raid1", 1 << 4, 2, 2, 0),
  DUP("dup", 1 << 5, 2, 2, 0),
  RAID10("raid10", 1 << 6, 2, 2, 0),
  RAID5("raid5", 1 << 7, 2, 1, 1),
  RAID6("raid6", 1 << 8, 3, 1, 2),
  RAID1C3("raid1c3", 1 << 9, 3, 3, 0),
  RAID1C4("raid1c4", 1 << 10, 4, 4, 0);

  private final String label;
  private final long bit;
  private final int leastStripes;
  private final int copies;
  private final int parities;

  RaidProfile(String label, long bit, int leastStripes, int copies, int parities) {
    this.label = label;
    this.bit = bit;
    this.leastStripes = leastStripes;
    this.copies = copies;
    this.parities = parities;
  }

  /** The profile in the type bits of a chunk, or null if there is more than one. */
  static RaidProfile of(long type) {
    long bits = type & ChunkItem.PROFILE_MASK;
    for (RaidProfile profile : values()) {
      if (profile.bit == bits) {
        return profile;
      }
    }
    return null;
  }

  /** The name that mkfs uses. */
  public String label() {
    return label;
  }

  /** The number of stripes that hold the same bytes. */
  public int copies() {
    return copies;
  }

  /** The number of stripes of each row that hold parity. */
  public int parities() {
    return parities;
  }

  /** The number of devices that may be missing while the kernel still writes to a chunk. */
  int tolerated() {
    return this == DUP ? 0 : copies - 1 + parities;
  }

  /** Whether consecutive pieces of 64 KiB go to different stripes. */
  boolean isStriped() {
    return this == RAID0 || this == RAID10 || parities > 0;
  }

  /** The number of stripes that hold different data in a chunk of {@code stripes} stripes. */
  int columns(int stripes) {
    return isStriped() ? (stripes - parities) / copies : 1;
  }

  /** Whether a chunk may have that many stripes. Q can distinguish at most 255 columns. */
  boolean allows(int stripes) {
    if (parities > 0 && stripes > GaloisField.ORDER) {
      return false;
    }
    return isStriped() ? stripes >= leastStripes && stripes % copies == 0 : stripes == copies;
  }

  /** The number of ways to obtain a byte. Source: on-disk format 4.7. */
  int mirrors(int stripes) {
    return switch (parities) {
      case 1 -> 2;
      case 2 -> stripes;
      default -> copies;
    };
  }
}
