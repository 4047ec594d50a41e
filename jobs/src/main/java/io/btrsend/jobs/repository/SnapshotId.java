package io.btrsend.jobs.repository;

import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a snapshot is recognised by: a subvolume in one state.
 *
 * @param uuid of the subvolume
 * @param ctransid the transaction of the last change in it, unsigned
 */
public record SnapshotId(UUID uuid, long ctransid) {
  private static final Pattern TEXT =
      Pattern.compile("([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-([0-9]{1,20})");

  /**
   * Reads the text of one.
   *
   * @throws IllegalArgumentException if it is not one
   */
  public static SnapshotId parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException("'" + text + "' is no UUID and transaction of a snapshot");
    }
    return new SnapshotId(UUID.fromString(parts.group(1)), Long.parseUnsignedLong(parts.group(2)));
  }

  @Override
  public String toString() {
    return uuid + "-" + Long.toUnsignedString(ctransid);
  }
}
