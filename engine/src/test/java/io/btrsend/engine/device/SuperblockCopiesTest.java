package io.btrsend.engine.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.UnsupportedFeatureException;
import io.btrsend.engine.format.ChecksumType;
import io.btrsend.engine.format.IncompatFeature;
import io.btrsend.engine.format.LittleEndian;
import io.btrsend.engine.format.SpecExample;
import io.btrsend.engine.format.Superblock;
import io.btrsend.engine.image.ByteSource;
import io.btrsend.engine.image.ImageFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuperblockCopiesTest {
  private static final long INCOMPAT = 0x379;

  @TempDir Path directory;

  private Path image;

  @BeforeEach
  void makeImage() throws IOException {
    image = directory.resolve("image");
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(256 << 20);
    }
  }

  @Test
  void theSoundPrimaryCounts() throws IOException {
    write(65536, 65536, 11, INCOMPAT);
    write(64 << 20, 64 << 20, 12, INCOMPAT);
    SuperblockCopies.Found found = find();
    assertEquals(11, found.superblock().generation());
    assertEquals(Optional.empty(), found.primaryProblem());
  }

  @Test
  void theMirrorServesWhenThePrimaryIsGone() throws IOException {
    write(64 << 20, 64 << 20, 12, INCOMPAT);
    SuperblockCopies.Found found = find();
    assertEquals(12, found.superblock().generation());
    assertEquals(Optional.of("no btrfs superblock"), found.primaryProblem());
  }

  @Test
  void anImageWithoutAnyIsNamed() {
    CorruptFilesystemException failure = assertThrows(CorruptFilesystemException.class, this::find);
    assertEquals(image + ": no btrfs superblock", failure.getMessage());
  }

  @Test
  void aFeatureThatCannotBeReadIsRefusedByName() throws IOException {
    write(65536, 65536, 11, INCOMPAT | IncompatFeature.EXTENT_TREE_V2.bit());
    UnsupportedFeatureException failure =
        assertThrows(UnsupportedFeatureException.class, this::find);
    assertTrue(failure.getMessage().contains("extent-tree-v2"), failure.getMessage());
  }

  @Test
  void theLastOfAZonedLogCounts() throws IOException {
    long zoned = INCOMPAT | IncompatFeature.ZONED.bit();
    for (int i = 0; i < 37; i++) {
      write(i * 4096L, 65536, 100 + i, zoned);
    }
    SuperblockCopies.Found found = find();
    assertEquals(136, found.superblock().generation());
    assertEquals(Optional.empty(), found.primaryProblem());
  }

  @Test
  void theSecondZoneOfALogIsFound() throws IOException {
    long zoned = INCOMPAT | IncompatFeature.ZONED.bit();
    write(0, 65536, 100, zoned);
    for (int i = 0; i < 3; i++) {
      write((64 << 20) + i * 4096L, 65536, 200 + i, zoned);
    }
    assertEquals(202, find().superblock().generation());
  }

  @Test
  void aZonedFilesystemOnAnOrdinaryDeviceHasNoLog() throws IOException {
    write(65536, 65536, 11, INCOMPAT | IncompatFeature.ZONED.bit());
    assertEquals(11, find().superblock().generation());
  }

  private SuperblockCopies.Found find() {
    try (ByteSource source = ImageFile.open(image)) {
      return new SuperblockCopies(source).find();
    }
  }

  /** Puts a superblock somewhere, with whatever it shall say of itself. */
  private void write(long at, long bytenr, long generation, long incompat) throws IOException {
    byte[] bytes = SpecExample.superblock();
    LittleEndian.putU64(bytes, Superblock.BYTENR, bytenr);
    LittleEndian.putU64(bytes, Superblock.GENERATION, generation);
    LittleEndian.putU64(bytes, Superblock.INCOMPAT, incompat);
    int from = ChecksumType.FIELD_LENGTH;
    ChecksumType.CRC32C.digest(bytes, from, Superblock.LENGTH - from, bytes, Superblock.CSUM);
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.seek(at);
      file.write(bytes);
    }
  }
}
