package io.btrsend.engine.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/**
 * A fixture's images of one's own, which can be written to and put back as they were: a changed
 * image costs the writing of a few blocks. Sparse, for one thread.
 */
public final class WritableImages implements AutoCloseable {
  public static final int SECTOR = 4096;
  private static final int PIECE = 1 << 20;

  /** A byte of one of the images. */
  public record Place(int image, long position) {
    public Place plus(long bytes) {
      return new Place(image, position + bytes);
    }
  }

  private record Change(Place place, byte[] original) {}

  private final List<Path> paths = new ArrayList<>();
  private final List<FileChannel> channels = new ArrayList<>();
  private final List<Place> sectorsInUse = new ArrayList<>();
  private final Deque<Change> changes = new ArrayDeque<>();

  private boolean copied = true;

  private WritableImages() {}

  /** Copies what is not zero. The files go into a directory of the caller's. */
  public static WritableImages copyOf(Fixture fixture, Path directory) throws IOException {
    WritableImages copy = new WritableImages();
    for (Path image : fixture.images()) {
      copy.add(image, directory.resolve(image.getFileName().toString()));
    }
    return copy;
  }

  /** The files themselves, which stay when this is closed and are in use nowhere else. */
  public static WritableImages of(List<Path> files) throws IOException {
    WritableImages images = new WritableImages();
    images.copied = false;
    for (Path file : files) {
      images.paths.add(file);
      images.channels.add(
          FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }
    return images;
  }

  private void add(Path source, Path target) throws IOException {
    FileChannel out =
        FileChannel.open(
            target,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    int image = paths.size();
    paths.add(target);
    channels.add(out);
    byte[] zeros = new byte[PIECE];
    try (FileChannel in = FileChannel.open(source, StandardOpenOption.READ)) {
      ByteBuffer piece = ByteBuffer.allocate(PIECE);
      for (long at = 0; in.read(piece.clear(), at) > 0; at += piece.position()) {
        if (Arrays.equals(piece.array(), zeros)) {
          continue;
        }
        for (int i = 0; i < piece.position(); i += SECTOR) {
          int end = Math.min(i + SECTOR, piece.position());
          if (!Arrays.equals(piece.array(), i, end, zeros, 0, end - i)) {
            sectorsInUse.add(new Place(image, at + i));
            out.write(ByteBuffer.wrap(piece.array(), i, end - i), at + i);
          }
        }
      }
      if (out.size() < in.size()) {
        out.write(ByteBuffer.allocate(1), in.size() - 1);
      }
    }
  }

  public List<Path> paths() {
    return Collections.unmodifiableList(paths);
  }

  /** Where the originals are not all zero. */
  public List<Place> sectorsInUse() {
    return Collections.unmodifiableList(sectorsInUse);
  }

  /** The bytes there; fewer at the end of the image. */
  public byte[] read(Place place, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    FileChannel channel = channels.get(place.image());
    while (bytes.hasRemaining() && channel.read(bytes, place.position() + bytes.position()) > 0) {}
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  /** Until {@link #restore}. */
  public void write(Place place, byte[] bytes) throws IOException {
    changes.push(new Change(place, read(place, bytes.length)));
    put(place, bytes);
  }

  private void put(Place place, byte[] bytes) throws IOException {
    channels.get(place.image()).write(ByteBuffer.wrap(bytes), place.position());
  }

  /** Undoes all writing. */
  public void restore() throws IOException {
    while (!changes.isEmpty()) {
      Change change = changes.pop();
      put(change.place(), change.original());
    }
  }

  @Override
  public void close() throws IOException {
    for (int i = 0; i < paths.size(); i++) {
      channels.get(i).close();
      if (copied) {
        Files.delete(paths.get(i));
      }
    }
  }
}
