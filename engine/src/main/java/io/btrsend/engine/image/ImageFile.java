package io.btrsend.engine.image;

import io.btrsend.engine.ImageAccessException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/** A raw image file or a block device. Thread-safe. */
public final class ImageFile implements ByteSource {
  private final Path file;
  private final String name;
  private final ReadChannels channels;

  private ImageFile(Path file, ReadChannels channels) {
    this.file = file;
    this.name = file.toString();
    this.channels = channels;
  }

  /**
   * Opens a file or block device.
   *
   * @throws ImageAccessException if it cannot be opened or is of another type, such as a named
   *     pipe, which would block until a writer opens it
   */
  public static ImageFile open(Path file) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      if (!attributes.isRegularFile()) {
        requireBlockDevice(file, attributes);
      }
      return new ImageFile(file, ReadChannels.open(file, attributes.fileKey()));
    } catch (IOException e) {
      throw new ImageAccessException(file + ": cannot be opened: " + reason(e), e);
    }
  }

  private static void requireBlockDevice(Path file, BasicFileAttributes attributes)
      throws IOException {
    String other = attributes.isDirectory() ? "directory" : SpecialFile.kindUnlessBlockDevice(file);
    if (other != null) {
      throw new ImageAccessException(file + ": is a " + other + ", not an image or a block device");
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long size() {
    return channels.size();
  }

  @Override
  public List<Layer> layers() {
    return List.of(Layer.ofFile(name, size(), file, !Files.isRegularFile(file)));
  }

  @Override
  public void read(long position, ByteBuffer dst) {
    requireInside(position, dst.remaining());
    long start = position - dst.position();
    try {
      channels.read(dst, position);
    } catch (IOException e) {
      throw new ImageAccessException(
          name + ": cannot be read at byte " + (start + dst.position()) + ": " + reason(e), e);
    }
    if (dst.hasRemaining()) {
      throw new ImageAccessException(
          name + ": ended at byte " + (start + dst.position()) + ", though it had " + size());
    }
  }

  private static String reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "no such file or directory";
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }

  @Override
  public void close() {
    try {
      channels.close();
    } catch (IOException e) {
      throw new ImageAccessException(name + ": cannot be closed: " + reason(e), e);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
