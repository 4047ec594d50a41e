package io.btrsend.engine.device;

import io.btrsend.engine.ImageAccessException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * One image file or block device, or a part of one, read by position. Thread-safe; never written.
 */
public final class Device implements AutoCloseable {
  private final String name;
  private final ReadChannels channels;
  private final long start;
  private final long size;

  private Device(String name, ReadChannels channels, long start, long size) {
    this.name = name;
    this.channels = channels;
    this.start = start;
    this.size = size;
  }

  /** Opens a whole file or block device. */
  public static Device open(Path file) {
    if (Files.isDirectory(file)) {
      throw new ImageAccessException(file + ": is a directory, not an image or a block device");
    }
    try {
      ReadChannels channels = ReadChannels.open(file);
      return new Device(file.toString(), channels, 0, channels.size());
    } catch (IOException e) {
      throw new ImageAccessException(file + ": cannot be opened: " + reason(e), e);
    }
  }

  /**
   * The part [{@code from}, {@code from + length}) of this device, cut at its end. It reads through
   * this device's channels and closes them; so either the part is used or the whole.
   */
  Device part(String partName, long from, long length) {
    if (from < 0 || from >= size || length <= 0) {
      throw new ImageAccessException(
          partName + ": byte " + Long.toUnsignedString(from) + " is outside " + size + " bytes");
    }
    return new Device(partName, channels, start + from, Math.min(length, size - from));
  }

  /** How the user named it. */
  public String name() {
    return name;
  }

  /** Bytes. */
  public long size() {
    return size;
  }

  /**
   * Fills the buffer from a position, moving its position to its limit.
   *
   * @param position byte offset on this device
   * @throws ImageAccessException if the bytes lie beyond the end or the system cannot read them
   */
  public void read(long position, ByteBuffer dst) {
    int length = dst.remaining();
    if (position < 0 || position > size - length) {
      throw new ImageAccessException(
          String.format(
              "%s: %d bytes at byte %s lie beyond its end at %d",
              name, length, Long.toUnsignedString(position), size));
    }
    long at = start + position;
    try {
      while (dst.hasRemaining()) {
        int count = channels.read(dst, at);
        if (count <= 0) {
          throw new ImageAccessException(
              name + ": ended at byte " + (at - start) + ", though it had " + size);
        }
        at += count;
      }
    } catch (IOException e) {
      throw new ImageAccessException(
          name + ": cannot be read at byte " + (at - start) + ": " + reason(e), e);
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
