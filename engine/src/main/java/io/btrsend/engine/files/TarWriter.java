package io.btrsend.engine.files;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.btrsend.engine.filesystem.Inode;
import io.btrsend.engine.filesystem.Xattr;
import io.btrsend.engine.format.DeviceNumber;
import io.btrsend.engine.format.FileMode;
import io.btrsend.engine.format.LittleEndian;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts files into a tar archive in the pax format. Times have nanoseconds; extended attributes,
 * access control lists and capabilities are {@code SCHILY.xattr.} records with their raw bytes;
 * files with holes are GNU sparse files of format 1.0. The second and every further name of a file
 * is a hard link. A place of another subvolume is an empty directory, as in a snapshot. Sockets
 * have no place in a tar archive.
 *
 * <p>Memory: the first name of each file that has several, and the extents of one file. For one
 * thread.
 */
public final class TarWriter {
  private static final String XATTR = "SCHILY.xattr.";
  private static final int DIRECTORY_OF_SUBVOLUME = 0755;
  private static final int PERMISSIONS = 07777;

  /** Zeros that end an archive, and fill its last blocks. */
  private static final byte[] ZEROS = new byte[2 * TarHeader.BLOCK];

  private final FileTree tree;
  private final FileData data;
  private final WritableByteChannel out;
  private final Map<Long, byte[]> firstNames = new HashMap<>();

  /**
   * @param tree where the entries come from
   * @param data reads from the same subvolume
   * @param out stays open
   */
  public TarWriter(FileTree tree, FileData data, WritableByteChannel out) {
    this.tree = tree;
    this.data = data;
    this.out = out;
  }

  /**
   * Adds an entry, with its content.
   *
   * @return false if it is a socket, or of an unknown type, which an archive cannot hold
   * @throws IOException if the archive cannot be written
   */
  public boolean add(FileEntry entry) throws IOException {
    if (entry.isSubvolume()) {
      byte[] name = directoryName(entry.path());
      TarHeader header = new TarHeader(TarHeader.DIRECTORY, name).mode(DIRECTORY_OF_SUBVOLUME);
      write(header, names(name, null));
      return true;
    }
    Inode inode = entry.inode();
    byte[] first = inode.links() > 1 ? firstNames.get(inode.number()) : null;
    if (first != null) {
      write(
          attributes(new TarHeader(TarHeader.HARD_LINK, entry.path()).link(first), inode),
          names(entry.path(), first));
      return true;
    }
    boolean added = addFirst(entry, inode);
    if (added && inode.links() > 1 && !FileMode.isDirectory(inode.mode())) {
      firstNames.put(inode.number(), entry.path());
    }
    return added;
  }

  private boolean addFirst(FileEntry entry, Inode inode) throws IOException {
    byte[] path = entry.path();
    switch (inode.mode() & FileMode.TYPE_MASK) {
      case FileMode.REGULAR -> addFile(path, inode);
      case FileMode.DIRECTORY -> {
        byte[] name = directoryName(path);
        write(attributes(new TarHeader(TarHeader.DIRECTORY, name), inode), records(name, inode));
      }
      case FileMode.SYMLINK -> {
        byte[] target = data.target(inode);
        PaxRecords records = names(path, target);
        addAttributes(records, inode);
        write(
            attributes(new TarHeader(TarHeader.SYMBOLIC_LINK, path).link(target), inode), records);
      }
      case FileMode.CHARACTER_DEVICE -> addNode(TarHeader.CHARACTER_DEVICE, path, inode);
      case FileMode.BLOCK_DEVICE -> addNode(TarHeader.BLOCK_DEVICE, path, inode);
      case FileMode.FIFO -> addNode(TarHeader.FIFO, path, inode);
      default -> {
        return false;
      }
    }
    return true;
  }

  private void addNode(byte type, byte[] path, Inode inode) throws IOException {
    long rdev = inode.rdev();
    TarHeader header =
        new TarHeader(type, path).device(DeviceNumber.major(rdev), DeviceNumber.minor(rdev));
    write(attributes(header, inode), records(path, inode));
  }

  private void addFile(byte[] path, Inode inode) throws IOException {
    List<FileData.Range> extents = data.ranges(inode);
    List<FileData.Range> ranges = joined(extents);
    boolean whole =
        inode.size() == 0
            || (ranges.size() == 1
                && ranges.get(0).offset() == 0
                && ranges.get(0).length() == inode.size());
    PaxRecords records = records(path, inode);
    byte[] map = {};
    long stored = inode.size();
    if (!whole) {
      map = sparseMap(ranges, inode.size());
      stored = map.length + ranges.stream().mapToLong(FileData.Range::length).sum();
      records.add("GNU.sparse.major", "1");
      records.add("GNU.sparse.minor", "0");
      records.add("GNU.sparse.name", path);
      records.add("GNU.sparse.realsize", Long.toString(inode.size()));
    }
    if (!TarHeader.fitsLong(stored)) {
      records.add("size", Long.toString(stored));
    }
    write(attributes(new TarHeader(TarHeader.FILE, path).size(stored), inode), records);
    write(map);
    for (FileData.Range range : extents) {
      data.write(range, out);
    }
    pad(stored);
  }

  /** Ranges that touch count as one: only their place matters here. */
  private static List<FileData.Range> joined(List<FileData.Range> ranges) {
    List<FileData.Range> joined = new ArrayList<>();
    for (FileData.Range range : ranges) {
      FileData.Range last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
      if (last != null && last.end() == range.offset()) {
        joined.set(
            joined.size() - 1,
            new FileData.Range(last.offset(), last.length() + range.length(), last.extent()));
      } else {
        joined.add(range);
      }
    }
    return joined;
  }

  /** The number of ranges, then offset and length of each, one number a line, in whole blocks. */
  private static byte[] sparseMap(List<FileData.Range> ranges, long size) {
    ByteArrayOutputStream map = new ByteArrayOutputStream();
    boolean endsWithHole = ranges.isEmpty() || ranges.get(ranges.size() - 1).end() < size;
    line(map, ranges.size() + (endsWithHole ? 1 : 0));
    for (FileData.Range range : ranges) {
      line(map, range.offset());
      line(map, range.length());
    }
    if (endsWithHole) {
      line(map, size);
      line(map, 0);
    }
    while (map.size() % TarHeader.BLOCK != 0) {
      map.write(0);
    }
    return map.toByteArray();
  }

  private static void line(ByteArrayOutputStream map, long number) {
    map.writeBytes((number + "\n").getBytes(US_ASCII));
  }

  private static TarHeader attributes(TarHeader header, Inode inode) {
    return header
        .mode(inode.mode() & PERMISSIONS)
        .owner(inode.uid(), inode.gid())
        .mtime(LittleEndian.u64(inode.times(), Inode.MTIME));
  }

  private PaxRecords records(byte[] name, Inode inode) {
    PaxRecords records = names(name, null);
    addAttributes(records, inode);
    return records;
  }

  /** The names that the header has no room for, or that are not plain ASCII. */
  private static PaxRecords names(byte[] name, byte[] link) {
    PaxRecords records = new PaxRecords();
    if (!isUtf8(name) || (link != null && !isUtf8(link))) {
      records.add("hdrcharset", "BINARY");
    }
    if (!fits(name)) {
      records.add("path", name);
    }
    if (link != null && !fits(link)) {
      records.add("linkpath", link);
    }
    return records;
  }

  private static boolean fits(byte[] name) {
    boolean ascii = true;
    for (byte value : name) {
      ascii &= value > 0;
    }
    return ascii && name.length <= TarHeader.NAME_LENGTH;
  }

  private static boolean isUtf8(byte[] name) {
    try {
      UTF_8.newDecoder().decode(ByteBuffer.wrap(name));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private void addAttributes(PaxRecords records, Inode inode) {
    long seconds = LittleEndian.u64(inode.times(), Inode.MTIME);
    long nanoseconds = LittleEndian.u32(inode.times(), Inode.MTIME + 8);
    if (nanoseconds != 0 || !TarHeader.fitsLong(seconds)) {
      records.add("mtime", decimal(seconds, nanoseconds));
    }
    if (!TarHeader.fitsShort(inode.uid())) {
      records.add("uid", Long.toString(inode.uid()));
    }
    if (!TarHeader.fitsShort(inode.gid())) {
      records.add("gid", Long.toString(inode.gid()));
    }
    for (Xattr xattr : tree.xattrs(inode)) {
      records.add(keyword(xattr.name()), xattr.value());
    }
  }

  /** Seconds before 1970 count down, while nanoseconds always count up. */
  private static String decimal(long seconds, long nanoseconds) {
    boolean negative = seconds < 0 && nanoseconds > 0;
    long whole = negative ? -(seconds + 1) : Math.abs(seconds);
    long fraction = negative ? 1_000_000_000 - nanoseconds : nanoseconds;
    return "%s%d.%09d".formatted(seconds < 0 ? "-" : "", whole, fraction);
  }

  /** As GNU tar writes them: '%' and '=' in the name of an attribute are escaped. */
  private static byte[] keyword(byte[] name) {
    ByteArrayOutputStream keyword = new ByteArrayOutputStream();
    keyword.writeBytes(XATTR.getBytes(US_ASCII));
    for (byte value : name) {
      if (value == '%' || value == '=') {
        keyword.writeBytes("%%%02X".formatted(value).getBytes(US_ASCII));
      } else {
        keyword.write(value);
      }
    }
    return keyword.toByteArray();
  }

  private static byte[] directoryName(byte[] path) {
    byte[] name = new byte[path.length == 0 ? 2 : path.length + 1];
    name[0] = '.';
    System.arraycopy(path, 0, name, 0, path.length);
    name[name.length - 1] = '/';
    return name;
  }

  private void write(TarHeader header, PaxRecords records) throws IOException {
    if (!records.isEmpty()) {
      byte[] content = records.toBytes();
      byte[] name = "././@PaxHeader".getBytes(US_ASCII);
      write(new TarHeader(TarHeader.PAX, name).size(content.length).toBytes());
      write(content);
      pad(content.length);
    }
    write(header.toBytes());
  }

  /** Ends the archive. */
  public void finish() throws IOException {
    write(ZEROS);
  }

  private void pad(long length) throws IOException {
    int into = (int) (length % TarHeader.BLOCK);
    if (into != 0) {
      write(ByteBuffer.wrap(ZEROS, 0, TarHeader.BLOCK - into));
    }
  }

  private void write(byte[] bytes) throws IOException {
    write(ByteBuffer.wrap(bytes));
  }

  private void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }
}
