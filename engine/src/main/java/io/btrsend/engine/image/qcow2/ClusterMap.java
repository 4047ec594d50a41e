package io.btrsend.engine.image.qcow2;

import io.btrsend.engine.ImageAccessException;
import io.btrsend.engine.image.ByteSource;

/**
 * From a position on the disk to the place of its bytes: an entry of the L1 table names an L2
 * table, whose entry describes the cluster. Thread-safe.
 *
 * <pre>
 *   L1 entry            9..55 offset of the L2 table, 0 if there is none
 *   L2 entry, standard      0 the cluster is zero (version 3, not with extended entries)
 *                       9..55 offset of the cluster, 0 if it is not allocated
 *   L2 entry, all          62 the cluster is compressed
 *                          63 nobody else refers to it
 *   extended L2 entry: followed by 8 bytes, a bit for each of 32 subclusters
 *                       0..31 it is allocated
 *                      32..63 it is zero
 * </pre>
 *
 * <p>Source: Qcow2 Image File Format, "Cluster mapping", "Extended L2 Entries".
 */
final class ClusterMap {
  private static final long OFFSET = 0x00ff_ffff_ffff_fe00L;
  private static final long ZERO = 1;
  private static final long COMPRESSED = 1L << 62;
  private static final long COPIED = 1L << 63;
  private static final int SUBCLUSTER_BITS = 5;
  private static final long SUBCLUSTER = 1 | 1L << 32;

  private final ByteSource file;
  private final L1Table table;
  private final TableCache tables;
  private final int version;
  private final int clusterBits;
  private final boolean extended;
  private final boolean external;

  /** An L2 table has 2^this entries. */
  private final int tableBits;

  ClusterMap(ByteSource file, Qcow2Header header, L1Table table, TableCache tables) {
    this.file = file;
    this.table = table;
    this.tables = tables;
    this.version = header.version();
    this.clusterBits = header.clusterBits();
    this.extended = header.has(Qcow2Feature.EXTENDED_L2);
    this.external = header.has(Qcow2Feature.EXTERNAL_DATA);
    this.tableBits = clusterBits - (extended ? 4 : 3);
    checkTable();
  }

  private void checkTable() {
    long last = table.size() - 1;
    long needed = table.size() == 0 ? 0 : (last >>> (clusterBits + tableBits)) + 1;
    boolean fits =
        isAligned(table.offset())
            && table.offset() >= 0
            && table.entries() <= (Long.MAX_VALUE - table.offset()) / Long.BYTES
            && needed <= table.entries()
            && table.offset() + needed * Long.BYTES <= file.size();
    if (!fits) {
      throw new ImageAccessException(
          String.format(
              "%s: malformed qcow2 image: an L1 table of %d entries at byte %s for %d bytes",
              file.name(), table.entries(), Long.toUnsignedString(table.offset()), table.size()));
    }
  }

  private boolean isAligned(long offset) {
    return (offset & (1L << clusterBits) - 1) == 0;
  }

  /**
   * Where the bytes from a position on are.
   *
   * @param position on the disk, less than its size
   * @param limit how many bytes are asked for; the answer is about no more
   */
  void find(long position, long limit, Mapping found) {
    locate(position, found);
    if (found.length < limit && found.kind != Mapping.Kind.COMPRESSED) {
      Mapping next = new Mapping();
      do {
        locate(position + found.length, next);
        if (!found.isContinuedBy(next)) {
          break;
        }
        found.length += next.length;
      } while (found.length < limit);
    }
    found.length = Math.min(found.length, limit);
  }

  /** As far as one entry or subcluster tells. */
  private void locate(long position, Mapping found) {
    long l1Entry =
        tables.entry(file, table.offset() + (position >>> (clusterBits + tableBits)) * Long.BYTES);
    long l2Table = l1Entry & OFFSET;
    require(isAligned(l2Table), "L1 entry", l1Entry, position);
    if (l2Table == 0) {
      found.set(Mapping.Kind.UNALLOCATED, 0, left(position, clusterBits + tableBits));
      return;
    }
    long index = position >>> clusterBits & (1L << tableBits) - 1;
    long at = l2Table + (index << (clusterBits - tableBits));
    long entry = tables.entry(file, at);
    if ((entry & COMPRESSED) != 0) {
      require(!external, "compressed cluster beside an external data file", entry, position);
      found.set(Mapping.Kind.COMPRESSED, entry, left(position, clusterBits));
    } else if (extended) {
      locateSubcluster(position, entry, tables.entry(file, at + Long.BYTES), found);
    } else {
      locateCluster(position, entry, found);
    }
  }

  private void locateCluster(long position, long entry, Mapping found) {
    long left = left(position, clusterBits);
    if ((entry & ZERO) != 0) {
      require(version > 2, "L2 entry", entry, position);
      found.set(Mapping.Kind.ZERO, 0, left);
    } else if ((entry & OFFSET) == 0 && !isAtZero(entry)) {
      found.set(Mapping.Kind.UNALLOCATED, 0, left);
    } else {
      found.set(Mapping.Kind.DATA, host(position, entry), left);
    }
  }

  private void locateSubcluster(long position, long entry, long bitmap, Mapping found) {
    int subclusterBits = clusterBits - SUBCLUSTER_BITS;
    int subcluster = (int) (position >>> subclusterBits) & (1 << SUBCLUSTER_BITS) - 1;
    long state = bitmap >>> subcluster & SUBCLUSTER;
    long left = left(position, subclusterBits);
    require(state != SUBCLUSTER, "bitmap of subclusters", bitmap, position);
    if (state == 1) {
      require((entry & OFFSET) != 0 || isAtZero(entry), "L2 entry", entry, position);
      found.set(Mapping.Kind.DATA, host(position, entry), left);
    } else {
      found.set(state == 0 ? Mapping.Kind.UNALLOCATED : Mapping.Kind.ZERO, 0, left);
    }
  }

  /** Only in an external data file can a cluster lie at offset 0. */
  private boolean isAtZero(long entry) {
    return external && (entry & COPIED) != 0;
  }

  private long host(long position, long entry) {
    long cluster = entry & OFFSET;
    long within = position & (1L << clusterBits) - 1;
    boolean valid = external ? cluster == position - within : isAligned(cluster);
    require(valid, "L2 entry", entry, position);
    return cluster + within;
  }

  /** Bytes from a position to the end of its unit of 2^bits bytes. */
  private static long left(long position, int bits) {
    return (1L << bits) - (position & (1L << bits) - 1);
  }

  private void require(boolean condition, String what, long value, long position) {
    if (!condition) {
      throw new ImageAccessException(
          String.format(
              "%s: malformed qcow2 %s 0x%016x for byte %d", file.name(), what, value, position));
    }
  }
}
