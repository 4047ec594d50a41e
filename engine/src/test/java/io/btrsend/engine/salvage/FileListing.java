package io.btrsend.engine.salvage;

import io.btrsend.engine.extent.UnreadableData;
import io.btrsend.engine.files.FileData;
import io.btrsend.engine.files.FileEntry;
import io.btrsend.engine.files.FileTree;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.Inode;
import io.btrsend.engine.filesystem.SubvolumeInfo;
import io.btrsend.engine.filesystem.Xattr;
import io.btrsend.engine.format.FileMode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;

/** Every path of a subvolume with its inode and all that is to be the same after a salvage. */
final class FileListing {
  /** A large sparse file is compared by its first ranges. */
  private static final int MAX_RANGES = 64;

  /** What a path leads to. */
  record File(long inode, String content) {}

  private FileListing() {}

  /** By path, as ISO-8859-1 text. */
  static Map<String, File> of(Filesystem filesystem, SubvolumeInfo info) throws IOException {
    Map<String, File> files = new LinkedHashMap<>();
    FileTree tree = new FileTree(filesystem, info);
    try (FileData data = new FileData(filesystem, tree.subvolume(), UnreadableData.FAIL)) {
      tree.walk(
          tree.top(),
          entry -> {
            if (!entry.isSubvolume()) {
              files.put(path(entry), file(tree, data, entry.inode()));
            }
            return true;
          });
    }
    return files;
  }

  private static String path(FileEntry entry) {
    return text(entry.path());
  }

  static String text(byte[] name) {
    return new String(name, StandardCharsets.ISO_8859_1);
  }

  private static File file(FileTree tree, FileData data, Inode inode) throws IOException {
    boolean isDirectory = FileMode.isDirectory(inode.mode());
    Map<String, String> xattrs = new TreeMap<>();
    for (Xattr xattr : tree.xattrs(inode)) {
      xattrs.put(text(xattr.name()), text(xattr.value()));
    }
    String content =
        "mode %o owner %d:%d rdev %d size %d times %s xattrs %s data %s"
            .formatted(
                inode.mode(),
                inode.uid(),
                inode.gid(),
                inode.rdev(),
                isDirectory ? 0 : inode.size(),
                Arrays.toString(inode.times()),
                xattrs,
                data(data, inode));
    return new File(inode.number(), content);
  }

  private static String data(FileData data, Inode inode) throws IOException {
    if (FileMode.isSymlink(inode.mode())) {
      return text(data.target(inode));
    }
    if (!FileMode.isRegular(inode.mode())) {
      return "";
    }
    CRC32C checksum = new CRC32C();
    StringBuilder ranges = new StringBuilder();
    WritableByteChannel sink =
        Channels.newChannel(new CheckedOutputStream(OutputStream.nullOutputStream(), checksum));
    int count = 0;
    for (FileData.Range range : data.ranges(inode)) {
      if (++count > MAX_RANGES) {
        break;
      }
      ranges.append(range.offset()).append('+').append(range.length()).append(' ');
      data.write(range, sink);
    }
    return ranges + Long.toHexString(checksum.getValue());
  }
}
