package io.btrsend.cli;

import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.FilesystemOptions;
import io.btrsend.engine.filesystem.SubvolumeInfo;
import io.btrsend.engine.format.FileExtentItem;
import io.btrsend.engine.format.ItemType;
import io.btrsend.engine.testing.Fixture;
import io.btrsend.engine.testing.KernelStream;
import io.btrsend.engine.tree.TreeCursor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** A fixture whose images were copied, so that they can be damaged. */
final class DamagedFixture {
  private static final int BLOCK = 64 << 10;

  private final Fixture fixture;
  private final List<Path> images = new ArrayList<>();

  /** Where a byte of the filesystem lies. */
  record Place(Path image, long at) {}

  private DamagedFixture(Fixture fixture) {
    this.fixture = fixture;
  }

  static DamagedFixture copy(String name, Path directory) throws IOException {
    DamagedFixture copy = new DamagedFixture(Fixture.named(name));
    for (Path image : copy.fixture.images()) {
      Path target = directory.resolve(image.getFileName() + ".img");
      copySparsely(image, target);
      copy.images.add(target);
    }
    return copy;
  }

  private static void copySparsely(Path from, Path to) throws IOException {
    ByteBuffer block = ByteBuffer.allocate(BLOCK);
    ByteBuffer zeros = ByteBuffer.allocate(BLOCK);
    try (FileChannel in = FileChannel.open(from);
        FileChannel out =
            FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (long at = 0; at < in.size(); at += BLOCK) {
        in.read(block.clear(), at);
        if (!block.flip().equals(zeros.clear().limit(block.limit()))) {
          out.write(block, at);
        }
      }
      if (out.size() < in.size()) {
        out.write(ByteBuffer.allocate(1), in.size() - 1);
      }
    }
  }

  List<Path> images() {
    return images;
  }

  /** The kernel's stream of a subvolume, protocol 1, without a parent. */
  byte[] kernelStream(String subvolume) {
    return fixture.streams().stream()
        .filter(stream -> stream.subvolume().equals(subvolume) && stream.parent().isEmpty())
        .filter(stream -> stream.version() == 1 && !stream.noData())
        .findFirst()
        .map(KernelStream::bytes)
        .orElseThrow();
  }

  /** All copies of the root of a subvolume's tree. */
  List<Place> treeRoot(String subvolume) {
    try (Filesystem filesystem = open()) {
      return places(filesystem, named(filesystem, subvolume).root().address());
    }
  }

  /** All copies of the root of a tree. */
  List<Place> treeRoot(long treeId) {
    try (Filesystem filesystem = open()) {
      return places(filesystem, filesystem.tree(treeId).address());
    }
  }

  /**
   * All copies of the first sector of the first extent of that compression in a subvolume that is
   * not all zeros.
   */
  List<Place> data(String subvolume, int compression) throws IOException {
    try (Filesystem filesystem = open()) {
      TreeCursor cursor = new TreeCursor(filesystem.blocks(), named(filesystem, subvolume).root());
      cursor.seek(0, 0, 0);
      for (; cursor.valid(); cursor.next()) {
        if (isData(cursor, compression)) {
          List<Place> places = places(filesystem, firstSector(cursor));
          if (read(places.get(0), 1)[0] != 0) {
            return places;
          }
        }
      }
      throw new IllegalArgumentException(fixture + " has no data of compression " + compression);
    }
  }

  private static long firstSector(TreeCursor cursor) {
    byte[] bytes = cursor.bytes();
    int at = cursor.itemStart();
    boolean plain = FileExtentItem.compression(bytes, at) == FileExtentItem.NONE;
    return FileExtentItem.diskBytenr(bytes, at) + (plain ? FileExtentItem.offset(bytes, at) : 0);
  }

  private static boolean isData(TreeCursor cursor, int compression) {
    byte[] bytes = cursor.bytes();
    int at = cursor.itemStart();
    return cursor.type() == ItemType.EXTENT_DATA
        && FileExtentItem.type(bytes, at) == FileExtentItem.REGULAR
        && FileExtentItem.compression(bytes, at) == compression
        && FileExtentItem.diskBytenr(bytes, at) != 0;
  }

  private Filesystem open() {
    return Filesystem.open(images, FilesystemOptions.defaults());
  }

  private static SubvolumeInfo named(Filesystem filesystem, String path) {
    return filesystem.subvolumes().byPath(path.getBytes(StandardCharsets.UTF_8)).orElseThrow();
  }

  private static List<Place> places(Filesystem filesystem, long logical) {
    return filesystem.volume().describe(logical).stream()
        .map(text -> text.split(" at byte "))
        .map(parts -> new Place(Path.of(parts[0]), Long.parseLong(parts[1])))
        .toList();
  }

  /** Turns one bit over. */
  static void flipBit(Place place) throws IOException {
    byte[] bytes = read(place, 1);
    bytes[0] ^= 4;
    try (FileChannel channel = FileChannel.open(place.image(), StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(bytes), place.at());
    }
  }

  static byte[] read(Place place, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    try (FileChannel channel = FileChannel.open(place.image())) {
      channel.read(bytes, place.at());
    }
    return bytes.array();
  }

  /** Cuts an image off before a place in it. */
  static void truncate(Place place) throws IOException {
    try (FileChannel channel = FileChannel.open(place.image(), StandardOpenOption.WRITE)) {
      channel.truncate(place.at());
    }
  }

  /** What is in a directory besides the images. */
  static List<String> others(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.endsWith(".img"))
          .toList();
    }
  }
}
