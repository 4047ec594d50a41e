package io.btrsend.jobs.files;

import io.btrsend.engine.files.FileData;
import io.btrsend.engine.files.FileEntry;
import io.btrsend.engine.filesystem.Inode;
import io.btrsend.engine.format.FileMode;
import io.btrsend.engine.format.LittleEndian;
import io.btrsend.engine.text.JsonText;
import io.btrsend.engine.text.NameText;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Lines that describe files, for people and for programs. */
public final class FileListing {
  private static final int VERSION = 1;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);
  private static final String BITS = "rwxrwxrwx";
  private static final int PERMISSIONS = 07777;

  private final FileData data;

  /**
   * @param data reads the targets of symbolic links
   */
  public FileListing(FileData data) {
    this.data = data;
  }

  /** The path alone. */
  public String name(FileEntry entry) {
    return NameText.of(entry.path());
  }

  /** Like {@code ls -l}: mode, links, owner, group, size, time of modification (UTC), path. */
  public String details(FileEntry entry) {
    if (entry.isSubvolume()) {
      return "%-10s %3s %5s %5s %12s %19s %s"
          .formatted("subvolume", "-", "-", "-", "-", "-", name(entry));
    }
    Inode inode = entry.inode();
    String target =
        FileMode.isSymlink(inode.mode()) ? " -> " + NameText.of(data.target(inode)) : "";
    return "%s %3s %5d %5d %12d %s %s%s"
        .formatted(
            mode(inode.mode()),
            Long.toUnsignedString(inode.links()),
            inode.uid(),
            inode.gid(),
            inode.size(),
            time(inode),
            name(entry),
            target);
  }

  private static String time(Inode inode) {
    long seconds = seconds(inode);
    boolean known =
        seconds >= Instant.MIN.getEpochSecond() && seconds <= Instant.MAX.getEpochSecond();
    return known ? TIME.format(Instant.ofEpochSecond(seconds)) : Long.toString(seconds);
  }

  private static long seconds(Inode inode) {
    return LittleEndian.u64(inode.times(), Inode.MTIME);
  }

  private static char type(int mode) {
    return switch (mode & FileMode.TYPE_MASK) {
      case FileMode.REGULAR -> '-';
      case FileMode.DIRECTORY -> 'd';
      case FileMode.SYMLINK -> 'l';
      case FileMode.CHARACTER_DEVICE -> 'c';
      case FileMode.BLOCK_DEVICE -> 'b';
      case FileMode.FIFO -> 'p';
      case FileMode.SOCKET -> 's';
      default -> '?';
    };
  }

  private static String mode(int mode) {
    StringBuilder text = new StringBuilder().append(type(mode));
    for (int i = 0; i < BITS.length(); i++) {
      text.append((mode & 0400 >> i) != 0 ? BITS.charAt(i) : '-');
    }
    special(text, 3, (mode & 04000) != 0, 's', 'S');
    special(text, 6, (mode & 02000) != 0, 's', 'S');
    special(text, 9, (mode & 01000) != 0, 't', 'T');
    return text.toString();
  }

  private static void special(StringBuilder text, int at, boolean isSet, char with, char without) {
    if (isSet) {
      text.setCharAt(at, text.charAt(at) == 'x' ? with : without);
    }
  }

  /** One object, without newline. */
  public String json(FileEntry entry) {
    JsonText json = JsonText.document(VERSION);
    json.name("path", entry.path());
    if (entry.isSubvolume()) {
      json.string("type", "subvolume");
    } else {
      Inode inode = entry.inode();
      json.string("type", typeName(inode.mode()));
      json.number("inode", inode.number());
      json.string("mode", "%04o".formatted(inode.mode() & PERMISSIONS));
      json.number("links", inode.links());
      json.number("uid", inode.uid());
      json.number("gid", inode.gid());
      json.number("size", inode.size());
      json.signedNumber("mtime", seconds(inode));
      json.number("mtime_nanoseconds", LittleEndian.u32(inode.times(), Inode.MTIME + 8));
      if (FileMode.isSymlink(inode.mode())) {
        json.name("target", data.target(inode));
      }
    }
    json.endObject();
    return json.toString();
  }

  private static String typeName(int mode) {
    return switch (type(mode)) {
      case '-' -> "file";
      case 'd' -> "directory";
      case 'l' -> "symlink";
      case 'c' -> "character_device";
      case 'b' -> "block_device";
      case 'p' -> "fifo";
      case 's' -> "socket";
      default -> "unknown";
    };
  }
}
