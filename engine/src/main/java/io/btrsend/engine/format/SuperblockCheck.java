package io.btrsend.engine.format;

import java.util.Locale;

/**
 * Validates a copy of the superblock before any of its fields is used. Source: on-disk format 2.4,
 * 2.6.
 */
public final class SuperblockCheck {
  private static final long WRITTEN = 1;
  private static final long RELOC = 1 << 1;
  private static final long ERROR = 1 << 2;
  private static final long SEEDING = 1L << 32;
  private static final long METADUMP = 3L << 33;
  private static final long CHANGING_FSID = 3L << 35;
  private static final long CHANGING_OTHER = 7L << 38;
  private static final long KNOWN_FLAGS =
      WRITTEN | RELOC | ERROR | SEEDING | METADUMP | CHANGING_FSID | CHANGING_OTHER;

  private static final int MIN_SIZE = 4096;
  private static final int MAX_SIZE = 65536;
  private static final int MAX_LEVEL = 7;

  private SuperblockCheck() {}

  /** Whether this is the superblock of a read-only seed device. */
  public static boolean isSeeding(Superblock superblock) {
    return (superblock.flags() & SEEDING) != 0;
  }

  /** Whether the filesystem recorded an error before its last commit. */
  public static boolean hasError(Superblock superblock) {
    return (superblock.flags() & ERROR) != 0;
  }

  /** Whether the image was restored from a metadata dump, so that file contents mean nothing. */
  public static boolean isMetadataDump(Superblock superblock) {
    return (superblock.flags() & METADUMP) != 0;
  }

  /**
   * The problem of this copy, or null if it can be used.
   *
   * @param offset the nominal byte offset of the copy
   */
  public static String problem(Superblock sb, long offset) {
    if (sb.magic() == Superblock.UNFINISHED_MAGIC_VALUE) {
      return "the creation of this filesystem was never finished";
    }
    if (sb.magic() != Superblock.MAGIC_VALUE) {
      return "no btrfs superblock";
    }
    ChecksumType type = sb.checksumType();
    if (type == null) {
      return "unknown checksum type " + sb.checksumTypeNumber();
    }
    int from = ChecksumType.FIELD_LENGTH;
    if (!type.matches(sb.bytes(), from, Superblock.LENGTH - from, sb.bytes(), Superblock.CSUM)) {
      return "its " + type.label() + " checksum does not match";
    }
    if (sb.bytenr() != offset) {
      return "it claims to belong at " + Long.toUnsignedString(sb.bytenr());
    }
    String problem = sizesProblem(sb);
    return problem != null ? problem : contentProblem(sb);
  }

  private static String sizesProblem(Superblock sb) {
    if (!isSize(sb.sectorSize())) {
      return "sectorsize " + sb.sectorSize() + " is not a power of two in 4096..65536";
    }
    if (!isSize(sb.nodeSize()) || sb.nodeSize() < sb.sectorSize()) {
      return "nodesize " + sb.nodeSize() + " is not a power of two in sectorsize..65536";
    }
    if (sb.leafSize() != sb.nodeSize()) {
      return "leafsize " + sb.leafSize() + " differs from nodesize " + sb.nodeSize();
    }
    if (sb.has(IncompatFeature.MIXED_GROUPS) && sb.nodeSize() != sb.sectorSize()) {
      return "nodesize "
          + sb.nodeSize()
          + " differs from sectorsize, which mixed block groups do not allow";
    }
    if (Integer.bitCount(sb.stripeSize()) != 1) {
      return "stripesize " + sb.stripeSize() + " is not a power of two";
    }
    int array = sb.systemChunksSize();
    int least = Key.LENGTH + ChunkItem.itemLength(1);
    if (array < least || array > Superblock.SYSTEM_CHUNKS_CAPACITY) {
      return "its system chunk array has "
          + array
          + " bytes, expected "
          + least
          + " to "
          + Superblock.SYSTEM_CHUNKS_CAPACITY;
    }
    return null;
  }

  private static String contentProblem(Superblock sb) {
    int level = Math.max(sb.rootLevel(), Math.max(sb.chunkRootLevel(), sb.logRootLevel()));
    if (level > MAX_LEVEL) {
      return "a tree root has level " + level + ", expected at most " + MAX_LEVEL;
    }
    long sectorMask = sb.sectorSize() - 1L;
    if (sb.root() == 0 || sb.chunkRoot() == 0) {
      return "it has no root tree or no chunk tree";
    }
    if (((sb.root() | sb.chunkRoot() | sb.logRoot()) & sectorMask) != 0) {
      return "a tree root is not aligned to a sector";
    }
    if (sb.deviceCount() == 0) {
      return "it has no devices";
    }
    if (Long.compareUnsigned(sb.bytesUsed(), 6L * sb.nodeSize()) < 0) {
      return "it has "
          + Long.toUnsignedString(sb.bytesUsed())
          + " bytes in use, expected at least "
          + 6L * sb.nodeSize();
    }
    if (!sb.device().fsid().equals(sb.metadataUuid())) {
      return "its device belongs to filesystem " + sb.device().fsid();
    }
    return null;
  }

  /**
   * A feature or state of a sound superblock that btrsend cannot read, or null if there is none.
   */
  public static String unreadable(Superblock sb) {
    if ((sb.flags() & CHANGING_FSID) != 0) {
      return "a change of its filesystem UUID was interrupted";
    }
    if ((sb.flags() & CHANGING_OTHER) != 0) {
      return "an offline conversion of it was interrupted";
    }
    long unknown = sb.flags() & ~KNOWN_FLAGS;
    if (unknown != 0) {
      return String.format(Locale.ROOT, "it has the unknown superblock flags 0x%x", unknown);
    }
    String feature = IncompatFeature.firstUnreadable(sb.incompatFlags());
    return feature == null ? null : "it needs the feature " + feature;
  }

  private static boolean isSize(int size) {
    return size >= MIN_SIZE && size <= MAX_SIZE && Integer.bitCount(size) == 1;
  }
}
