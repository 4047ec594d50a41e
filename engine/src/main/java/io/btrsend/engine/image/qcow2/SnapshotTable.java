package io.btrsend.engine.image.qcow2;

import io.btrsend.engine.DeviceConflictException;
import io.btrsend.engine.ImageAccessException;
import io.btrsend.engine.image.ByteSource;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The internal snapshots of an image: entries of different lengths, one after the other.
 *
 * <pre>
 *    0  8 offset of the L1 table
 *    8  4 entries of the L1 table
 *   12  2 length of the ID
 *   14  2 length of the name
 *   36  4 length of the extra data
 *   40    extra data; at byte 48 the size of the disk, if it reaches so far
 *         ID, name, padding to a multiple of 8
 * </pre>
 *
 * <p>Source: Qcow2 Image File Format, "Snapshots".
 */
final class SnapshotTable {
  private static final int L1_ENTRIES = 8;
  private static final int ID_LENGTH = 12;
  private static final int NAME_LENGTH = 14;
  private static final int EXTRA_LENGTH = 36;
  private static final int EXTRA = 40;
  private static final int DISK_SIZE = 48;

  private static final int MAX_SNAPSHOTS = 65536;
  private static final int MAX_EXTRA = 1024;
  private static final int MAX_LISTED = 20;

  private final ByteSource file;
  private final Qcow2Header header;

  SnapshotTable(ByteSource file, Qcow2Header header) {
    this.file = file;
    this.header = header;
  }

  /**
   * The disk as of a snapshot.
   *
   * @param wanted its name, or else its ID
   * @throws DeviceConflictException if there is none of this name
   */
  L1Table find(String wanted) {
    if (header.snapshotCount() > MAX_SNAPSHOTS) {
      throw new ImageAccessException(
          file.name() + ": malformed qcow2 image: " + header.snapshotCount() + " snapshots");
    }
    List<String> names = new ArrayList<>();
    L1Table withId = null;
    long at = header.snapshotsOffset();
    for (long i = 0; i < header.snapshotCount(); i++) {
      ByteBuffer entry = read(at, EXTRA);
      int extraLength = entry.getInt(EXTRA_LENGTH);
      if (extraLength < 0 || extraLength > MAX_EXTRA) {
        throw new ImageAccessException(
            String.format(
                "%s: malformed qcow2 snapshot at byte %d: %s bytes of extra data",
                file.name(), at, Integer.toUnsignedString(extraLength)));
      }
      int idLength = entry.getShort(ID_LENGTH) & 0xffff;
      int nameLength = entry.getShort(NAME_LENGTH) & 0xffff;
      int length = EXTRA + extraLength + idLength + nameLength;
      entry = read(at, length);
      String id = text(entry, EXTRA + extraLength, idLength);
      String name = text(entry, EXTRA + extraLength + idLength, nameLength);
      if (name.equals(wanted)) {
        return table(entry, extraLength, wanted);
      }
      if (id.equals(wanted) && withId == null) {
        withId = table(entry, extraLength, wanted);
      }
      if (names.size() < MAX_LISTED) {
        names.add(name);
      }
      at += (length + 7) & ~7;
    }
    if (withId == null) {
      throw new DeviceConflictException(
          file.name() + ": has no snapshot " + wanted + "; " + describe(names));
    }
    return withId;
  }

  private String describe(List<String> names) {
    if (names.isEmpty()) {
      return "it has none";
    }
    long more = header.snapshotCount() - names.size();
    return "it has " + String.join(", ", names) + (more > 0 ? " and " + more + " more" : "");
  }

  private ByteBuffer read(long at, int length) {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    file.read(at, bytes);
    return bytes;
  }

  private static String text(ByteBuffer entry, int at, int length) {
    byte[] bytes = new byte[length];
    entry.get(at, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private L1Table table(ByteBuffer entry, int extraLength, String wanted) {
    boolean hasSize = EXTRA + extraLength >= DISK_SIZE + Long.BYTES;
    long size = hasSize ? entry.getLong(DISK_SIZE) : header.activeTable().size();
    if (size < 0) {
      throw new ImageAccessException(
          file.name() + ": malformed qcow2 snapshot of " + Long.toUnsignedString(size) + " bytes");
    }
    long entries = Integer.toUnsignedLong(entry.getInt(L1_ENTRIES));
    return new L1Table(entry.getLong(0), entries, size, wanted);
  }
}
