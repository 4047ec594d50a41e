package io.btrsend.engine.image;

import java.nio.file.Path;

/**
 * One of the files, devices or exports that the bytes of an image come from.
 *
 * @param role what it is to the image
 * @param format {@code raw}, {@code block device}, {@code nbd}, or the name of a disk image's
 *     format
 * @param viaQemu whether a qemu-nbd of our own reads it
 * @param name of it
 * @param size bytes of the disk that it holds
 * @param file null if it is an export
 */
public record Layer(Role role, String format, boolean viaQemu, String name, long size, Path file) {

  /** What a layer is to an image. */
  public enum Role {
    /** What the user has named. */
    IMAGE,
    /** Holds the data of the layer before it. */
    DATA_FILE,
    /** Holds what the layers before it have not written. */
    BACKING_FILE
  }

  /** A file or block device as it is. */
  static Layer ofFile(String name, long size, Path file, boolean isBlockDevice) {
    return new Layer(Role.IMAGE, isBlockDevice ? "block device" : "raw", false, name, size, file);
  }

  /** An export of a server. */
  public static Layer ofExport(String address, long size) {
    return new Layer(Role.IMAGE, "nbd", false, address, size, null);
  }

  /** The same file, known to hold a disk in this format. */
  public Layer holding(String diskFormat, String diskName, long diskSize) {
    return new Layer(role, diskFormat, viaQemu, diskName, diskSize, file);
  }

  /** The same, but it is something else to the image; a data file stays one. */
  public Layer as(Role other) {
    return role == Role.DATA_FILE ? this : new Layer(other, format, viaQemu, name, size, file);
  }
}
