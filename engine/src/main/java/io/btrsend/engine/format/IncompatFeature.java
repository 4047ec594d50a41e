package io.btrsend.engine.format;

/** The incompat feature bits, and which of them btrsend can read. Source: on-disk format 2.6. */
public enum IncompatFeature {
  MIXED_BACKREF(0, "mixed-backref", true),
  DEFAULT_SUBVOL(1, "default-subvol", true),
  MIXED_GROUPS(2, "mixed-bg", true),
  COMPRESS_LZO(3, "compress-lzo", true),
  COMPRESS_ZSTD(4, "compress-zstd", true),
  BIG_METADATA(5, "big-metadata", true),
  EXTENDED_IREF(6, "extref", true),
  RAID56(7, "raid56", true),
  SKINNY_METADATA(8, "skinny-metadata", true),
  NO_HOLES(9, "no-holes", true),
  METADATA_UUID(10, "metadata-uuid", true),
  RAID1C34(11, "raid1c34", true),
  ZONED(12, "zoned", true),
  EXTENT_TREE_V2(13, "extent-tree-v2", false),
  RAID_STRIPE_TREE(14, "raid-stripe-tree", true),
  SIMPLE_QUOTA(16, "squota", true),
  REMAP_TREE(17, "remap-tree", false);

  private final long bit;
  private final String label;
  private final boolean readable;

  IncompatFeature(int number, String label, boolean readable) {
    this.bit = 1L << number;
    this.label = label;
    this.readable = readable;
  }

  /** The mask of this feature. */
  public long bit() {
    return bit;
  }

  /** The name that mkfs uses. */
  public String label() {
    return label;
  }

  /** Whether filesystems with this feature can be read. */
  public boolean readable() {
    return readable;
  }

  /** The first feature in {@code flags} that cannot be read, by name or bit, or null if none. */
  public static String firstUnreadable(long flags) {
    long rest = flags;
    for (IncompatFeature feature : values()) {
      if ((flags & feature.bit) != 0 && !feature.readable) {
        return feature.label;
      }
      rest &= ~feature.bit;
    }
    return rest == 0 ? null : "incompat bit " + Long.numberOfTrailingZeros(rest);
  }
}
