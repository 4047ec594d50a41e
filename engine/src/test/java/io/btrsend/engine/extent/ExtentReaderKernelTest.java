package io.btrsend.engine.extent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.extent.FileItems.FileItem;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.FilesystemOptions;
import io.btrsend.engine.filesystem.KernelFilesystem;
import io.btrsend.engine.format.Crc32c;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("kernel")
final class ExtentReaderKernelTest {
  private static final String FILES =
      """
      seq 1000 > inline; truncate -s 3 inline; echo -n > empty
      for n in 1 100 2000 4095 4096 4097 11422 131071 131072 131073 700001 3000000; do
        seq 10000000 | head -c $n > text$n
        head -c $n /dev/urandom > noise$n
        { seq 5000; head -c 20000 /dev/urandom; seq 500000; } | head -c $n > mixed$n
      done
      sync
      for f in text700001 noise700001 mixed3000000 text3000000; do
        cp --reflink=always $f $f.shared
        dd if=/dev/urandom of=$f bs=4096 count=3 seek=20 conv=notrunc status=none
        xfs_io -c 'pwrite -q -S 7 300001 5000' -c 'fpunch 40960 12288' -c fsync $f
        xfs_io -f -c "reflink $f.shared 65536 8192 131072" -c 'falloc 200000 30000' $f.part
      done
      truncate -s 5000000 text131073; xfs_io -f -c 'falloc 0 100000' -c 'pwrite -q 5000 3000' falloc
      mkdir nodatasum; chattr +C nodatasum; seq 300000 > nodatasum/file
      find . -type f -printf '%i ' -exec sha256sum {} ';' > ../sums
      """;

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "defaults, crc32c",
    "compress-force=zlib, crc32c",
    "compress-force=zlib:1, xxhash",
    "compress-force=lzo, crc32c",
    "compress-force=lzo, sha256",
    "compress-force=zstd, crc32c",
    "compress=zstd:15, blake2"
  })
  void readsWhatTheKernelWrote(String mountOptions, String checksum) throws Exception {
    KernelFilesystem made =
        KernelFilesystem.make(directory, 1, "512M", "--csum " + checksum, "true");
    made.mounted(mountOptions, FILES);
    try (Filesystem filesystem = open(made);
        ExtentReader reader = new ExtentReader(filesystem)) {
      assertEquals(expectedSums(), sums(filesystem, reader));
    }
  }

  private Map<Long, String> expectedSums() throws IOException {
    Map<Long, String> sums = new TreeMap<>();
    for (String line : Files.readAllLines(directory.resolve("sums"))) {
      int blank = line.indexOf(' ');
      sums.put(Long.valueOf(line.substring(0, blank)), line.substring(blank + 1, blank + 65));
    }
    return sums;
  }

  /** SHA-256 of every file, by inode. */
  private static Map<Long, String> sums(Filesystem filesystem, ExtentReader reader)
      throws Exception {
    Map<Long, byte[]> contents = new TreeMap<>();
    ByteBuffer piece = ByteBuffer.allocateDirect(49152);
    for (FileItem item : FileItems.all(filesystem)) {
      ExtentData extent = item.extent();
      byte[] content = contents.computeIfAbsent(extent.inode(), i -> new byte[(int) item.size()]);
      long end = Math.min(extent.itemOffset() + extent.numBytes(), content.length);
      for (long at = extent.itemOffset(); at < end; at += piece.capacity()) {
        int length = (int) Math.min(end - at, piece.capacity());
        int register = reader.read(extent, at, piece, 0, length, 0);
        assertEquals(Crc32c.update(0, piece, 0, length), register);
        piece.get(0, content, (int) at, length);
      }
    }
    Map<Long, String> sums = new TreeMap<>();
    // The one file without any item.
    sums.put(258L, sum(new byte[0]));
    contents.forEach((inode, content) -> sums.put(inode, sum(content)));
    return sums;
  }

  private static String sum(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static Filesystem open(KernelFilesystem made) {
    return Filesystem.open(made.images(), FilesystemOptions.defaults());
  }

  /** A file of four sectors, A, B, C and D, with two copies of each on one device. */
  private KernelFilesystem fourSectors(String fileOptions) {
    String script =
        "touch f; chattr "
            + fileOptions
            + " f; for l in A B C D; do head -c 4096 /dev/zero | tr '\\0' $l; done > f";
    return KernelFilesystem.make(directory, 1, "256M", "-m dup -d dup", script);
  }

  /** Where the image has the sectors full of a letter. */
  private static List<Long> copies(Path image, char letter) throws IOException {
    List<Long> places = new ArrayList<>();
    byte[] wanted = new byte[4096];
    Arrays.fill(wanted, (byte) letter);
    ByteBuffer sector = ByteBuffer.allocate(4096);
    try (FileChannel channel = FileChannel.open(image)) {
      for (long at = 0; channel.read(sector.clear(), at) == 4096; at += 4096) {
        if (Arrays.equals(wanted, sector.array())) {
          places.add(at);
        }
      }
    }
    assertEquals(2, places.size(), "copies of " + letter);
    return places;
  }

  private static void damage(Path image, long at) throws IOException {
    try (FileChannel channel = FileChannel.open(image, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {'x'}), at + 1000);
    }
  }

  private static String read(ExtentReader reader, ExtentData extent) {
    ByteBuffer whole = ByteBuffer.allocateDirect(16384);
    int register = reader.read(extent, 0, whole, 0, 16384, 0);
    assertEquals(Crc32c.update(0, whole, 0, 16384), register);
    StringBuilder letters = new StringBuilder();
    for (int at = 0; at < 16384; at += 4096) {
      letters.append((char) whole.get(at)).append((char) whole.get(at + 1000));
    }
    return letters.toString();
  }

  @Test
  void aBadSectorIsTakenFromTheOtherCopyAndCounted() throws Exception {
    KernelFilesystem made = fourSectors("-C");
    damage(made.image(1), copies(made.image(1), 'B').get(0));
    damage(made.image(1), copies(made.image(1), 'C').get(1));
    try (Filesystem filesystem = open(made);
        ExtentReader reader = new ExtentReader(filesystem)) {
      assertEquals("AABBCCDD", read(reader, FileItems.all(filesystem).get(0).extent()));
      assertEquals(1, filesystem.volume().devices().get(0).repairs());
    }
  }

  @Test
  void aSectorThatIsBadOnEveryCopyIsAnErrorThatNamesEverything() throws Exception {
    KernelFilesystem made = fourSectors("-C");
    List<Long> places = copies(made.image(1), 'B');
    damage(made.image(1), places.get(0));
    damage(made.image(1), places.get(1));
    try (Filesystem filesystem = open(made);
        ExtentReader reader = new ExtentReader(filesystem)) {
      ExtentData extent = FileItems.all(filesystem).get(0).extent();
      CorruptFilesystemException e =
          assertThrows(CorruptFilesystemException.class, () -> read(reader, extent));
      String image = made.image(1).toString();
      assertEquals(
          String.format(
              "subvolume 5, inode 257, offset 4096: no sound copy of the sector at logical address"
                  + " %d; wrong checksum: %s at byte %d, %s at byte %d",
              extent.diskBytenr() + 4096, image, places.get(0), image, places.get(1)),
          e.getMessage());
    }
  }

  @Test
  void aPolicyCanHaveUnreadableSectorsDeliveredAsZeros() throws Exception {
    KernelFilesystem made = fourSectors("-C");
    for (long place : copies(made.image(1), 'B')) {
      damage(made.image(1), place);
    }
    List<String> told = new ArrayList<>();
    UnreadableData skip = range -> told.add(range.fileOffset() + "+" + range.length());
    try (Filesystem filesystem = open(made);
        ExtentReader reader = new ExtentReader(filesystem, skip)) {
      assertEquals("AA\0\0CCDD", read(reader, FileItems.all(filesystem).get(0).extent()));
    }
    assertEquals(List.of("4096+4096"), told);
  }

  @ParameterizedTest
  @ValueSource(strings = {"zlib", "lzo", "zstd"})
  void aPolicyCanHaveUnreadableCompressedExtentsDeliveredAsZeros(String compression)
      throws Exception {
    KernelFilesystem made =
        KernelFilesystem.make(directory, 1, "256M", "-d single -m single", "true");
    made.mounted("compress-force=" + compression, "seq 10000 > f");
    List<Long> told = new ArrayList<>();
    UnreadableData skip = range -> told.add(range.fileOffset());
    try (Filesystem filesystem = open(made);
        ExtentReader reader = new ExtentReader(filesystem, skip)) {
      ExtentData extent = FileItems.all(filesystem).get(0).extent();
      String place = filesystem.volume().describe(extent.diskBytenr(), 1);
      damage(made.image(1), Long.parseLong(place.substring(place.lastIndexOf(' ') + 1)));
      int length = (int) extent.numBytes();
      ByteBuffer part = ByteBuffer.allocateDirect(length);
      assertEquals(0, reader.read(extent, 4096, part, 0, length - 4096, 0));
      assertEquals(ByteBuffer.allocate(length), part);
      assertEquals(List.of(4096L), told);

      ByteBuffer stored = ByteBuffer.allocateDirect((int) extent.storedLength());
      int register = reader.readEncoded(extent, stored, 0, 0);
      assertEquals(Crc32c.update(0, stored, 0, stored.capacity()), register);
      try (Decompressor decompressor = Decompressor.of(extent.compression(), 4096)) {
        decompressor.decode(stored, stored.capacity(), part, 0, length);
      }
      assertEquals(ByteBuffer.allocate(length), part.clear());
    }
  }

  @Test
  void aSectorWithoutChecksumIsAnErrorUnlessItsInodeHasNone() throws Exception {
    KernelFilesystem made = fourSectors("+C");
    try (Filesystem filesystem = open(made);
        ExtentReader reader = new ExtentReader(filesystem)) {
      FileItem item = FileItems.all(filesystem).get(0);
      assertEquals("AABBCCDD", read(reader, item.extent()));
      ExtentData claimed = ExtentData.of(item.extent().item(), item.leaf(), item.slot(), 5, true);
      CorruptFilesystemException e =
          assertThrows(CorruptFilesystemException.class, () -> read(reader, claimed));
      assertTrue(e.getMessage().contains("offset 0: no checksum for the sector"), e.getMessage());
    }
  }

  @Test
  void aTruncatedImageIsReadFromTheCopyThatIsLeft() throws Exception {
    KernelFilesystem made = fourSectors("-C");
    List<Long> places = copies(made.image(1), 'A');
    long last = Math.max(places.get(0), places.get(1));
    try (Filesystem filesystem = open(made);
        ExtentReader reader = new ExtentReader(filesystem)) {
      made.shell("truncate -s " + (last + 8192) + " disk1");
      assertEquals("AABBCCDD", read(reader, FileItems.all(filesystem).get(0).extent()));
    }
  }
}
