package io.btrsend.engine.image;

import io.btrsend.engine.ImageAccessException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of an image: {@code LOCATION[#SNAPSHOT][@PART]}. The location is a file or an address
 * ({@code scheme://...}). The snapshot is an internal snapshot of a disk image. The part is a
 * partition ({@code @p2}) or an offset at which the filesystem begins ({@code @3145728},
 * {@code @3MiB}). If a file has the whole name, it takes precedence.
 *
 * @param text as the user wrote it
 * @param location the file or block device, or the address
 * @param snapshot name or ID of a snapshot, null for the current state of the disk
 * @param offset byte offset of the filesystem, or -1
 * @param partition number of its partition, or -1
 */
public record ImageName(String text, String location, String snapshot, long offset, int partition) {
  private static final String SCHEME = "://";
  private static final Pattern PART =
      Pattern.compile("(.+)@(?:p(\\d{1,4})|(\\d{1,18})(?:([KMGT])iB)?)", Pattern.DOTALL);
  private static final String UNITS = "KMGT";

  /** Parses a name; checks which files exist. */
  public static ImageName parse(String text) {
    ImageName name = new ImageName(text, text, null, -1, -1);
    if (name.isFile()) {
      return name;
    }
    name = name.withoutPart();
    if (name.isFile()) {
      return name;
    }
    int hash = name.location.lastIndexOf('#');
    if (hash <= 0) {
      return name;
    }
    String location = name.location.substring(0, hash);
    String snapshot = name.location.substring(hash + 1);
    name = new ImageName(text, location, snapshot, name.offset, name.partition);
    return name.isWhole() && !name.isFile() ? name.withoutPart() : name;
  }

  /** With what its location ends with as the part, if that is one and not too large a number. */
  private ImageName withoutPart() {
    Matcher matcher = PART.matcher(location);
    if (location.indexOf('@') < 0 || !matcher.matches()) {
      return this;
    }
    String before = matcher.group(1);
    if (matcher.group(2) != null) {
      int number = Integer.parseInt(matcher.group(2));
      return new ImageName(text, before, snapshot, -1, number);
    }
    int shift = matcher.group(4) == null ? 0 : 10 * (UNITS.indexOf(matcher.group(4)) + 1);
    long count = Long.parseLong(matcher.group(3));
    return count > Long.MAX_VALUE >> shift
        ? this
        : new ImageName(text, before, snapshot, count << shift, -1);
  }

  /** Whether the name has no part, so that the whole disk is meant, which may have partitions. */
  public boolean isWhole() {
    return offset < 0 && partition < 0;
  }

  /** Whether the location is an address instead of a file. */
  public boolean isAddress() {
    return location.contains(SCHEME) && !isFile();
  }

  private boolean isFile() {
    try {
      return Files.exists(Path.of(location));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /**
   * The file or block device, of a location that is not an address.
   *
   * @throws ImageAccessException if no file can have that name
   */
  public Path file() {
    try {
      return Path.of(location);
    } catch (InvalidPathException e) {
      throw new ImageAccessException(location + ": is not a path: " + e.getReason(), e);
    }
  }
}
