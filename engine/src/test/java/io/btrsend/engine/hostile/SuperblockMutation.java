package io.btrsend.engine.hostile;

import io.btrsend.engine.format.ChecksumType;
import io.btrsend.engine.format.DevItem;
import io.btrsend.engine.format.LittleEndian;
import io.btrsend.engine.format.Superblock;
import io.btrsend.engine.testing.WritableImages;
import io.btrsend.engine.testing.WritableImages.Place;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Changes one field of the superblocks: of every copy on every device, or of one copy. */
final class SuperblockMutation {
  /** Of a backup root: root tree, chunk tree, each with generation and level. */
  private static final int BACKUP_ROOT = Superblock.backupRootStart(0);

  /** Pairs of an offset and a width, both bytes. */
  private static final int[] FIELDS = {
    Superblock.FSID,
    8,
    Superblock.BYTENR,
    8,
    Superblock.FLAGS,
    8,
    Superblock.GENERATION,
    8,
    Superblock.ROOT,
    8,
    Superblock.CHUNK_ROOT,
    8,
    Superblock.LOG_ROOT,
    8,
    Superblock.TOTAL_BYTES,
    8,
    Superblock.BYTES_USED,
    8,
    Superblock.DEVICE_COUNT,
    8,
    Superblock.SECTOR_SIZE,
    4,
    Superblock.NODE_SIZE,
    4,
    Superblock.LEAF_SIZE,
    4,
    Superblock.STRIPE_SIZE,
    4,
    Superblock.SYSTEM_CHUNKS_SIZE,
    4,
    Superblock.CHUNK_ROOT_GENERATION,
    8,
    Superblock.COMPAT_RO,
    8,
    Superblock.INCOMPAT,
    8,
    Superblock.CSUM_TYPE,
    2,
    Superblock.ROOT_LEVEL,
    1,
    Superblock.CHUNK_ROOT_LEVEL,
    1,
    BACKUP_ROOT,
    8,
    BACKUP_ROOT + 8,
    8,
    BACKUP_ROOT + 16,
    8,
    BACKUP_ROOT + 24,
    8,
    BACKUP_ROOT + 152,
    1,
    BACKUP_ROOT + 153,
    1,
    Superblock.LOG_ROOT_LEVEL,
    1,
    Superblock.METADATA_UUID,
    8
  };

  private final WritableImages images;
  private final ChecksumType checksumType;
  private final List<Place> copies = new ArrayList<>();

  SuperblockMutation(WritableImages images, ChecksumType checksumType) throws IOException {
    this.images = images;
    this.checksumType = checksumType;
    for (Place place : images.sectorsInUse()) {
      for (int copy = 0; copy < Superblock.copies(); copy++) {
        boolean superblock =
            place.position() == Superblock.copyOffset(copy)
                && LittleEndian.u64(images.read(place, Superblock.LENGTH), Superblock.MAGIC)
                    == Superblock.MAGIC_VALUE;
        if (superblock) {
          copies.add(place);
        }
      }
    }
  }

  /** Says what was changed. */
  String apply(Random random) throws IOException {
    byte[] sample = images.read(copies.get(0), Superblock.LENGTH);
    int at;
    int width;
    if (random.nextInt(3) == 0) {
      int size = Math.max(1, LittleEndian.i32(sample, Superblock.SYSTEM_CHUNKS_SIZE));
      width = 1 << random.nextInt(4);
      at = Superblock.SYSTEM_CHUNKS + random.nextInt(Math.min(size, 2040));
    } else if (random.nextInt(4) == 0) {
      width = 1 << random.nextInt(4);
      at = Superblock.DEV_ITEM + random.nextInt(DevItem.LENGTH - 8);
    } else {
      int field = random.nextInt(FIELDS.length / 2) * 2;
      at = FIELDS[field];
      width = FIELDS[field + 1];
    }
    byte[] value = new HostileNumbers(random).replacement(sample, at, width);
    boolean everywhere = random.nextInt(4) > 0;
    List<Place> hit = everywhere ? copies : List.of(copies.get(random.nextInt(copies.size())));
    for (Place copy : hit) {
      byte[] bytes = images.read(copy, Superblock.LENGTH);
      System.arraycopy(value, 0, bytes, at, width);
      stamp(bytes);
      images.write(copy, bytes);
    }
    return "superblock@" + at + "=" + Arrays.toString(value) + (everywhere ? "" : " once");
  }

  private void stamp(byte[] bytes) {
    ChecksumType named = Superblock.of(bytes).checksumType();
    int from = ChecksumType.FIELD_LENGTH;
    (named == null ? checksumType : named).digest(bytes, from, bytes.length - from, bytes, 0);
  }
}
