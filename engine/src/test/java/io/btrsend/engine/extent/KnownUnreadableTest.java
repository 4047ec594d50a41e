package io.btrsend.engine.extent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.extent.FileItems.FileItem;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.FilesystemOptions;
import io.btrsend.engine.format.Crc32c;
import io.btrsend.engine.format.FileExtentItem;
import io.btrsend.engine.format.MalformedDataException;
import io.btrsend.engine.send.SkippedRange;
import io.btrsend.engine.send.SkippedRanges;
import io.btrsend.engine.send.SkippedRanges.Spot;
import io.btrsend.engine.testing.Fixture;
import io.btrsend.engine.testing.WritableImages;
import io.btrsend.engine.testing.WritableImages.Place;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an earlier run could not read is zeros again, and nothing tries to read it. */
class KnownUnreadableTest {
  private static final int SECTOR = WritableImages.SECTOR;

  @TempDir private Path directory;

  private static ByteBuffer read(ExtentReader reader, ExtentData extent, long from, int length) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(length);
    int register = reader.read(extent, from, bytes, 0, length, 0);
    assertEquals(Crc32c.update(0, bytes, 0, length), register);
    return bytes;
  }

  private static Spot spot(ExtentData extent, long offset, long length) {
    return new Spot(
        extent.subvolumeId(),
        extent.inode(),
        offset,
        length,
        extent.diskBytenr(),
        SkippedRange.Reason.DAMAGED);
  }

  private static List<ExtentData> extents(Filesystem filesystem, boolean compressed) {
    return FileItems.all(filesystem).stream()
        .map(FileItem::extent)
        .filter(extent -> extent.stored() && extent.compressed() == compressed)
        .toList();
  }

  /** The data is sound, so that it shows whether it was read. */
  @ParameterizedTest
  @ValueSource(strings = {"full-large-extents", "s19-append", "s23-clone-split"})
  void anyPartIsItsBytesButForWhatIsKnown(String fixture) {
    Random random = new Random(7);
    try (Filesystem filesystem = open(Fixture.named(fixture).images())) {
      for (ExtentData extent : extents(filesystem, false)) {
        List<Spot> known = new ArrayList<>();
        for (int i = random.nextInt(6); i > 0; i--) {
          long sectors = extent.numBytes() / SECTOR;
          long first = random.nextLong(sectors);
          long count = 1 + random.nextLong(Math.min(3, sectors - first));
          known.add(spot(extent, extent.itemOffset() + first * SECTOR, count * SECTOR));
        }
        SkippedRanges policy = new SkippedRanges(filesystem, known);
        try (ExtentReader plain = new ExtentReader(filesystem);
            ExtentReader around = new ExtentReader(filesystem, policy)) {
          int size = (int) extent.numBytes();
          ByteBuffer expected = read(plain, extent, extent.itemOffset(), size);
          known.forEach(
              spot -> {
                for (long at = spot.offset(); at < spot.end(); at++) {
                  expected.put((int) (at - extent.itemOffset()), (byte) 0);
                }
              });
          for (int i = 0; i < 20; i++) {
            int from = random.nextInt(size);
            int length = random.nextInt(size - from + 1);
            assertEquals(
                expected.slice(from, length),
                read(around, extent, extent.itemOffset() + from, length),
                known + " from " + from + ", " + length);
          }
          assertEquals(known, policy.spots(), "nothing more was skipped");
        }
      }
    }
  }

  @Test
  void aCompressedExtentIsZerosWhereAnyOfItIsKnown() {
    try (Filesystem filesystem = open(Fixture.named("full-zstd").images())) {
      for (ExtentData extent : extents(filesystem, true)) {
        int size = (int) extent.numBytes();
        List<Spot> known = List.of(spot(extent, extent.itemOffset(), size));
        SkippedRanges policy = new SkippedRanges(filesystem, known);
        try (ExtentReader reader = new ExtentReader(filesystem, policy)) {
          assertEquals(ByteBuffer.allocate(size), read(reader, extent, extent.itemOffset(), size));
          int stored = (int) extent.storedLength();
          ByteBuffer encoded = ByteBuffer.allocateDirect(stored);
          int register = reader.readEncoded(extent, encoded, 0, 0);
          assertEquals(Crc32c.update(0, encoded, 0, stored), register);
          ByteBuffer decoded = ByteBuffer.allocateDirect((int) extent.ramBytes());
          try (Decompressor decompressor = Decompressor.of(extent.compression(), SECTOR)) {
            decompressor.decode(encoded, stored, decoded, 0, decoded.capacity());
          } catch (MalformedDataException e) {
            throw new AssertionError(e);
          }
          assertEquals(ByteBuffer.allocate(decoded.capacity()), decoded.clear());
        }
        assertEquals(known, policy.spots());
      }
    }
  }

  @Test
  void anotherFileWithTheSameDataIsRead() {
    try (Filesystem filesystem = open(Fixture.named("full-zstd").images())) {
      ExtentData extent = extents(filesystem, true).get(0);
      int size = (int) extent.numBytes();
      Spot other =
          new Spot(
              extent.subvolumeId(),
              extent.inode() + 1,
              extent.itemOffset(),
              size,
              extent.diskBytenr(),
              SkippedRange.Reason.DAMAGED);
      try (ExtentReader reader =
          new ExtentReader(filesystem, new SkippedRanges(filesystem, List.of(other)))) {
        assertNotEquals(ByteBuffer.allocate(size), read(reader, extent, extent.itemOffset(), size));
      }
    }
  }

  /** The second run has sound images: what it skips it has not tried to read. */
  @ParameterizedTest
  @ValueSource(ints = {FileExtentItem.NONE, FileExtentItem.ZSTD})
  void whatARunSkippedTheNextSkipsAndReports(int compression) throws IOException {
    String name = compression == FileExtentItem.NONE ? "full-large-extents" : "full-zstd";
    try (WritableImages images = WritableImages.copyOf(Fixture.named(name), directory)) {
      ExtentData extent;
      List<Place> places;
      long logical;
      try (Filesystem filesystem = open(images.paths())) {
        extent =
            extents(filesystem, compression != FileExtentItem.NONE).stream()
                .filter(one -> one.numBytes() > 4 * SECTOR && one.storedLength() >= 2 * SECTOR)
                .findFirst()
                .orElseThrow();
        logical =
            compression == FileExtentItem.NONE
                ? extent.diskBytenr() + extent.extentOffset() + 2 * SECTOR
                : extent.diskBytenr();
        places = places(images, filesystem, logical);
      }
      for (Place place : places) {
        byte[] bad = images.read(place, SECTOR);
        bad[7] ^= 1;
        images.write(place, bad);
      }
      List<Spot> spots;
      List<SkippedRange> listed;
      ByteBuffer first;
      int size = (int) extent.numBytes();
      try (Filesystem filesystem = open(images.paths())) {
        SkippedRanges policy = new SkippedRanges(filesystem);
        try (ExtentReader reader = new ExtentReader(filesystem, policy)) {
          first = read(reader, extent, extent.itemOffset(), size);
        }
        spots = policy.spots();
        listed = policy.list();
      }
      assertEquals(1, spots.size());
      images.restore();
      try (Filesystem filesystem = open(images.paths())) {
        SkippedRanges policy = new SkippedRanges(filesystem, spots);
        try (ExtentReader reader = new ExtentReader(filesystem, policy);
            ExtentReader sound = new ExtentReader(filesystem)) {
          assertEquals(first, read(reader, extent, extent.itemOffset(), size));
          assertNotEquals(first, read(sound, extent, extent.itemOffset(), size));
          if (compression == FileExtentItem.NONE) {
            Spot spot = spots.get(0);
            assertEquals(SECTOR, spot.length());
            ByteBuffer part = read(reader, extent, spot.offset() + 1, SECTOR - 2);
            assertEquals(ByteBuffer.allocate(SECTOR - 2), part);
          }
        }
        assertEquals(spots, policy.spots());
        assertFalse(policy.isEmpty());
        assertEquals(text(listed), text(policy.list()));
      }
    }
  }

  private static List<String> text(List<SkippedRange> ranges) {
    return ranges.stream()
        .map(range -> range.inode() + " " + range.offset() + " " + range.length())
        .toList();
  }

  private static List<Place> places(WritableImages images, Filesystem filesystem, long logical) {
    List<Place> places =
        filesystem.volume().describe(logical).stream()
            .map(text -> text.split(" at byte ", 2))
            .map(
                parts ->
                    new Place(images.paths().indexOf(Path.of(parts[0])), Long.parseLong(parts[1])))
            .toList();
    assertTrue(places.size() > 0);
    return places;
  }

  private static Filesystem open(List<Path> images) {
    return Filesystem.open(images, FilesystemOptions.defaults());
  }
}
