package io.btrsend.engine.format;

import static io.btrsend.engine.format.LittleEndian.i32;
import static io.btrsend.engine.format.LittleEndian.u16;
import static io.btrsend.engine.format.LittleEndian.u64;
import static io.btrsend.engine.format.LittleEndian.u8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.UUID;

/**
 * One copy of the superblock. It locates the root and chunk trees. Immutable. This class only
 * decodes; {@link SuperblockCheck} validates.
 *
 * <pre>
 *   0x000 32 csum                      0x0b4    8 compat_ro flags
 *   0x020 16 fsid                      0x0bc    8 incompat flags
 *   0x030  8 bytenr of this copy       0x0c4    2 csum type
 *   0x038  8 flags                     0x0c6    1 root level
 *   0x040  8 magic                     0x0c7    1 chunk root level
 *   0x048  8 generation                0x0c8    1 log root level
 *   0x050  8 root                      0x0c9   98 dev item of this device
 *   0x058  8 chunk root                0x12b  256 label, NUL-terminated
 *   0x060  8 log root                  0x22b    8 cache generation
 *   0x068  8 (unused)                  0x233    8 uuid tree generation
 *   0x070  8 total bytes               0x23b   16 metadata uuid
 *   0x078  8 bytes used                0x24b  224 other features' fields, reserved
 *   0x080  8 root dir objectid         0x32b 2048 system chunk array
 *   0x088  8 number of devices         0xb2b  672 backup roots
 *   0x090  4 sectorsize                0xdcb  565 padding
 *   0x094  4 nodesize                  0x1000
 *   0x098  4 leafsize
 *   0x09c  4 stripesize
 *   0x0a0  4 system chunk array size
 *   0x0a4  8 chunk root generation
 *   0x0ac  8 compat flags
 * </pre>
 *
 * <p>Source: on-disk format 2.
 */
public final class Superblock {
  public static final int CSUM = 0;
  public static final int FSID = CSUM + ChecksumType.FIELD_LENGTH;
  public static final int BYTENR = FSID + Uuids.LENGTH;
  public static final int FLAGS = BYTENR + 8;
  public static final int MAGIC = FLAGS + 8;
  public static final int GENERATION = MAGIC + 8;
  public static final int ROOT = GENERATION + 8;
  public static final int CHUNK_ROOT = ROOT + 8;
  public static final int LOG_ROOT = CHUNK_ROOT + 8;
  public static final int TOTAL_BYTES = LOG_ROOT + 16;
  public static final int BYTES_USED = TOTAL_BYTES + 8;
  public static final int ROOT_DIR = BYTES_USED + 8;
  public static final int DEVICE_COUNT = ROOT_DIR + 8;
  public static final int SECTOR_SIZE = DEVICE_COUNT + 8;
  public static final int NODE_SIZE = SECTOR_SIZE + 4;
  public static final int LEAF_SIZE = NODE_SIZE + 4;
  public static final int STRIPE_SIZE = LEAF_SIZE + 4;
  public static final int SYSTEM_CHUNKS_SIZE = STRIPE_SIZE + 4;
  public static final int CHUNK_ROOT_GENERATION = SYSTEM_CHUNKS_SIZE + 4;
  private static final int COMPAT = CHUNK_ROOT_GENERATION + 8;
  public static final int COMPAT_RO = COMPAT + 8;
  public static final int INCOMPAT = COMPAT_RO + 8;
  public static final int CSUM_TYPE = INCOMPAT + 8;
  public static final int ROOT_LEVEL = CSUM_TYPE + 2;
  public static final int CHUNK_ROOT_LEVEL = ROOT_LEVEL + 1;
  public static final int LOG_ROOT_LEVEL = CHUNK_ROOT_LEVEL + 1;
  public static final int DEV_ITEM = LOG_ROOT_LEVEL + 1;
  public static final int LABEL = DEV_ITEM + DevItem.LENGTH;
  private static final int LABEL_LENGTH = 256;
  private static final int CACHE_GENERATION = LABEL + LABEL_LENGTH;
  private static final int UUID_TREE_GENERATION = CACHE_GENERATION + 8;
  public static final int METADATA_UUID = UUID_TREE_GENERATION + 8;
  public static final int SYSTEM_CHUNKS = 0x32b;
  public static final int SYSTEM_CHUNKS_CAPACITY = 2048;

  /** Where the records of the last commits are. Source: on-disk format 2.9. */
  private static final int BACKUP_ROOTS = 0xb2b;

  /** Bytes of one copy. */
  public static final int LENGTH = 4096;

  /** "_BHRfS_M". */
  public static final long MAGIC_VALUE = 0x4D5F53665248425FL;

  /** "!BHRfS_M": mkfs did not finish. */
  public static final long UNFINISHED_MAGIC_VALUE = 0x4D5F536652484221L;

  private static final long[] COPY_OFFSETS = {1L << 16, 1L << 26, 1L << 38};

  private final byte[] bytes;

  /**
   * Where one of the trees starts that a superblock locates.
   *
   * @param address logical address of the root block, bytes
   * @param generation transaction that wrote the root block
   * @param level level of the root block, 0 for a leaf
   */
  public record Root(long address, long generation, int level) {}

  private Superblock(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Wraps {@value #LENGTH} bytes without copying them; the caller must not change them afterwards.
   */
  public static Superblock of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("a superblock has " + LENGTH + " bytes");
    }
    return new Superblock(bytes);
  }

  /** How many copies a device may have. */
  public static int copies() {
    return COPY_OFFSETS.length;
  }

  /** Byte offset of copy {@code copy} (from 0) on its device. */
  public static long copyOffset(int copy) {
    return COPY_OFFSETS[copy];
  }

  /** The bytes as stored, {@value #LENGTH} of them; not to be changed. */
  public byte[] bytes() {
    return bytes;
  }

  /** The UUID that users see. */
  public UUID fsid() {
    return Uuids.read(bytes, FSID);
  }

  public long bytenr() {
    return u64(bytes, BYTENR);
  }

  public long flags() {
    return u64(bytes, FLAGS);
  }

  public long magic() {
    return u64(bytes, MAGIC);
  }

  /** The transaction this superblock committed. */
  public long generation() {
    return u64(bytes, GENERATION);
  }

  /** Logical address of the root tree. */
  public long root() {
    return u64(bytes, ROOT);
  }

  /** Logical address of the chunk tree. */
  public long chunkRoot() {
    return u64(bytes, CHUNK_ROOT);
  }

  /** Logical address of the tree of fsync logs, 0 if there is none. */
  public long logRoot() {
    return u64(bytes, LOG_ROOT);
  }

  /** Sum over the devices. */
  public long totalBytes() {
    return u64(bytes, TOTAL_BYTES);
  }

  public long bytesUsed() {
    return u64(bytes, BYTES_USED);
  }

  /** Number of devices, seeds in use included. */
  public long deviceCount() {
    return u64(bytes, DEVICE_COUNT);
  }

  /** Bytes of a data block; any value until {@link SuperblockCheck} has passed. */
  public int sectorSize() {
    return i32(bytes, SECTOR_SIZE);
  }

  /** Bytes of a tree block; any value until {@link SuperblockCheck} has passed. */
  public int nodeSize() {
    return i32(bytes, NODE_SIZE);
  }

  public int leafSize() {
    return i32(bytes, LEAF_SIZE);
  }

  public int stripeSize() {
    return i32(bytes, STRIPE_SIZE);
  }

  /** Valid bytes of the system chunk array. */
  public int systemChunksSize() {
    return i32(bytes, SYSTEM_CHUNKS_SIZE);
  }

  public long chunkRootGeneration() {
    return u64(bytes, CHUNK_ROOT_GENERATION);
  }

  public long compatRoFlags() {
    return u64(bytes, COMPAT_RO);
  }

  public long incompatFlags() {
    return u64(bytes, INCOMPAT);
  }

  public boolean has(IncompatFeature feature) {
    return (incompatFlags() & feature.bit()) != 0;
  }

  public int checksumTypeNumber() {
    return u16(bytes, CSUM_TYPE);
  }

  /** The checksum algorithm, null if its number is unknown. */
  public ChecksumType checksumType() {
    return ChecksumType.ofNumber(checksumTypeNumber());
  }

  public int rootLevel() {
    return u8(bytes, ROOT_LEVEL);
  }

  public int chunkRootLevel() {
    return u8(bytes, CHUNK_ROOT_LEVEL);
  }

  public int logRootLevel() {
    return u8(bytes, LOG_ROOT_LEVEL);
  }

  /** The device this superblock was read from, as the filesystem knows it. */
  public DevItem device() {
    return DevItem.read(bytes, DEV_ITEM);
  }

  /** The label's bytes, up to its NUL. */
  public byte[] label() {
    int end = LABEL;
    while (end < LABEL + LABEL_LENGTH - 1 && bytes[end] != 0) {
      end++;
    }
    return Arrays.copyOfRange(bytes, LABEL, end);
  }

  /**
   * Whether this superblock and another one of the same or an older generation can belong to one
   * history. Each records its last four commits; if the two records of the older one's commit
   * differ, the histories do too.
   */
  public boolean sharesHistoryWith(Superblock older) {
    int own = backupRoot(older.generation());
    int other = older.backupRoot(older.generation());
    return own < 0
        || other < 0
        || Arrays.equals(
            bytes, own, own + BackupRoot.LENGTH, older.bytes, other, other + BackupRoot.LENGTH);
  }

  /** Where the record of a commit starts, -1 if there is none. */
  private int backupRoot(long generation) {
    for (int i = 0; i < BackupRoot.COUNT; i++) {
      int at = backupRootStart(i);
      if (BackupRoot.generation(bytes, at) == generation) {
        return at;
      }
    }
    return -1;
  }

  /**
   * Where the record of one of the last commits starts in {@link #bytes}, for {@link BackupRoot}.
   *
   * @param slot from 0 to {@link BackupRoot#COUNT} - 1
   */
  public static int backupRootStart(int slot) {
    return BACKUP_ROOTS + slot * BackupRoot.LENGTH;
  }

  /** Where the root tree of the last commit starts. */
  public Root rootTree() {
    return new Root(root(), generation(), rootLevel());
  }

  /** Where its chunk tree starts. */
  public Root chunkTree() {
    return new Root(chunkRoot(), chunkRootGeneration(), chunkRootLevel());
  }

  /**
   * This superblock as it would be if its last commit were another one. It has no log of fsyncs,
   * and its checksum is not that of its bytes.
   *
   * @param rootTree where the root tree of that commit starts
   * @param chunkTree where its chunk tree starts
   */
  public Superblock at(Root rootTree, Root chunkTree) {
    byte[] changed = bytes.clone();
    ByteBuffer fields = ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN);
    fields.putLong(GENERATION, rootTree.generation());
    fields.putLong(ROOT, rootTree.address());
    fields.put(ROOT_LEVEL, (byte) rootTree.level());
    fields.putLong(CHUNK_ROOT, chunkTree.address());
    fields.putLong(CHUNK_ROOT_GENERATION, chunkTree.generation());
    fields.put(CHUNK_ROOT_LEVEL, (byte) chunkTree.level());
    fields.putLong(LOG_ROOT, 0).put(LOG_ROOT_LEVEL, (byte) 0);
    return new Superblock(changed);
  }

  /** The UUID in tree block headers and DEV_ITEMs. Source: on-disk format 2.7. */
  public UUID metadataUuid() {
    return has(IncompatFeature.METADATA_UUID) ? Uuids.read(bytes, METADATA_UUID) : fsid();
  }
}
