package io.btrsend.engine.files;

import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.filesystem.EntryTarget;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.Inode;
import io.btrsend.engine.filesystem.Link;
import io.btrsend.engine.filesystem.Subvolume;
import io.btrsend.engine.filesystem.SubvolumeInfo;
import io.btrsend.engine.filesystem.Xattr;
import io.btrsend.engine.format.DirItem;
import io.btrsend.engine.format.FileMode;
import io.btrsend.engine.format.ItemType;
import io.btrsend.engine.format.ObjectId;
import io.btrsend.engine.text.NameText;
import io.btrsend.engine.tree.TreeCursor;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * The names of one subvolume. Directories are visited in the order in which their entries were
 * made, each before what is in it. The memory needed grows with the depth only.
 *
 * <p>A directory has one name; an entry that leads to a directory of another name is damage, so
 * there are no loops and nothing is visited twice.
 *
 * <p>For one thread. Damaged items throw {@link CorruptFilesystemException}. Source: on-disk format
 * 7.2 to 7.5.
 */
public final class FileTree {
  private static final int MAX_DEPTH = 4096;
  private static final byte[] NO_PATH = {};

  private final Subvolume subvolume;

  /** For one inode after the other, which are often neighbours. */
  private final TreeCursor items;

  /** Takes what a walk finds. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * Called for each entry.
     *
     * @return whether a directory is entered; without meaning for others
     */
    boolean visit(FileEntry entry) throws IOException;
  }

  /** A directory that is being visited: its path and a cursor over its entries. */
  private record OpenDirectory(byte[] path, long inode, TreeCursor entries) {}

  public FileTree(Filesystem filesystem, SubvolumeInfo info) {
    this.subvolume = new Subvolume(filesystem.blocks(), info);
    this.items = subvolume.cursor();
  }

  /** The subvolume, for look-ups on the same thread. */
  public Subvolume subvolume() {
    return subvolume;
  }

  /** The top directory. */
  public FileEntry top() {
    return new FileEntry(NO_PATH, required(ObjectId.FIRST_FREE, NO_PATH));
  }

  /**
   * The entry of a path, or null if there is none. Symbolic links are not followed.
   *
   * @param path names joined by '/'; further slashes and "." do not matter
   */
  public FileEntry find(byte[] path) {
    FileEntry at = top();
    for (byte[] name : names(path)) {
      if (at.isSubvolume() || !FileMode.isDirectory(at.inode().mode())) {
        return null;
      }
      EntryTarget target = subvolume.lookup(at.inode().number(), name);
      if (target == null) {
        return null;
      }
      at = entry(join(at.path(), name, 0, name.length), target);
    }
    return at;
  }

  private static List<byte[]> names(byte[] path) {
    List<byte[]> names = new ArrayList<>();
    int from = 0;
    for (int at = 0; at <= path.length; at++) {
      if (at == path.length || path[at] == '/') {
        boolean isName = at > from && !(at - from == 1 && path[from] == '.');
        if (isName) {
          names.add(Arrays.copyOfRange(path, from, at));
        }
        from = at + 1;
      }
    }
    return names;
  }

  /**
   * Visits an entry and, as far as the visitor wants, everything below it.
   *
   * @throws IOException if the visitor does
   */
  public void walk(FileEntry from, Visitor visitor) throws IOException {
    Deque<OpenDirectory> open = new ArrayDeque<>();
    visit(from, visitor, open);
    while (!open.isEmpty()) {
      OpenDirectory directory = open.peek();
      TreeCursor entries = directory.entries();
      if (!entries.isAt(directory.inode(), ItemType.DIR_INDEX)) {
        open.pop();
        continue;
      }
      EntryTarget target = Subvolume.indexedEntry(entries);
      byte[] bytes = entries.bytes();
      int at = entries.itemStart();
      byte[] path = join(directory.path(), bytes, at + DirItem.NAME, DirItem.nameLength(bytes, at));
      entries.next();
      FileEntry entry = entry(path, target);
      requireOnlyName(entry, directory);
      visit(entry, visitor, open);
    }
  }

  private void visit(FileEntry entry, Visitor visitor, Deque<OpenDirectory> open)
      throws IOException {
    boolean entered = visitor.visit(entry);
    if (!entered || entry.isSubvolume() || !FileMode.isDirectory(entry.inode().mode())) {
      return;
    }
    if (open.size() == MAX_DEPTH) {
      throw damaged(entry.path(), "directories are nested deeper than " + MAX_DEPTH);
    }
    TreeCursor cursor = subvolume.cursor();
    cursor.seek(entry.inode().number(), ItemType.DIR_INDEX, 0);
    open.push(new OpenDirectory(entry.path(), entry.inode().number(), cursor));
  }

  /** A directory with another name would be visited again, or would hold itself. */
  private void requireOnlyName(FileEntry entry, OpenDirectory directory) {
    if (entry.isSubvolume() || !FileMode.isDirectory(entry.inode().mode())) {
      return;
    }
    Link link = subvolume.firstLink(entry.inode().number());
    byte[] name = lastName(entry.path());
    if (link == null || link.parent() != directory.inode() || !Arrays.equals(link.name(), name)) {
      throw damaged(entry.path(), "the entry leads to a directory of another name");
    }
  }

  private FileEntry entry(byte[] path, EntryTarget target) {
    return target.isSubvolume()
        ? new FileEntry(path, null)
        : new FileEntry(path, required(target.objectid(), path));
  }

  private Inode required(long number, byte[] path) {
    Inode inode = subvolume.inode(number);
    if (inode == null) {
      throw damaged(path, "inode " + Long.toUnsignedString(number) + " has no inode item");
    }
    return inode;
  }

  /** The extended attributes of an inode, in the order in which they are stored. */
  public List<Xattr> xattrs(Inode inode) {
    List<Xattr> all = new ArrayList<>(0);
    items.seek(inode.number(), ItemType.XATTR_ITEM, 0);
    while (items.isAt(inode.number(), ItemType.XATTR_ITEM)) {
      all.addAll(Xattr.readAll(items.leaf(), items.slot()));
      items.next();
    }
    return all;
  }

  private CorruptFilesystemException damaged(byte[] path, String why) {
    return new CorruptFilesystemException(
        "subvolume " + subvolume.id() + ", file " + NameText.of(path) + ": " + why);
  }

  private static byte[] join(byte[] directory, byte[] source, int at, int length) {
    int start = directory.length == 0 ? 0 : directory.length + 1;
    byte[] path = Arrays.copyOf(directory, start + length);
    if (start > 0) {
      path[start - 1] = '/';
    }
    System.arraycopy(source, at, path, start, length);
    return path;
  }

  private static byte[] lastName(byte[] path) {
    int from = path.length;
    while (from > 0 && path[from - 1] != '/') {
      from--;
    }
    return Arrays.copyOfRange(path, from, path.length);
  }
}
