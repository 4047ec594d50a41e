package io.btrsend.engine.salvage;

import io.btrsend.engine.filesystem.Inode;
import io.btrsend.engine.filesystem.Link;
import io.btrsend.engine.filesystem.PathBuilder;
import io.btrsend.engine.filesystem.Subvolume;
import io.btrsend.engine.format.DirItem;
import io.btrsend.engine.format.FileMode;
import io.btrsend.engine.format.ItemType;
import io.btrsend.engine.format.Key;
import io.btrsend.engine.format.ObjectId;
import io.btrsend.engine.tree.TreeCursor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The files of one subvolume that are not intact, some tens of bytes each. Their names are looked
 * up when the list is requested. For one thread.
 */
final class SubvolumeLosses {
  private static final int MAX_DEPTH = 4096;
  private static final Key TOP = new Key(ObjectId.FIRST_FREE, ItemType.INODE_ITEM, 0);

  private final NavigableMap<Long, FileState> states = new TreeMap<>(Long::compareUnsigned);
  private final NavigableMap<Long, List<InodeName>> lostNames =
      new TreeMap<>(Long::compareUnsigned);

  /** Inodes with fewer names than they count. */
  private final Set<Long> withFewerNames = new TreeSet<>();

  /** Lost ranges that may have held inodes or names of which nothing is known. */
  private int unknown;

  /** Records that an inode is lost, with names that it had. */
  void lost(long inode, List<InodeName> names) {
    add(inode, FileState.LOST);
    namesLost(inode, names);
  }

  /** Records that an inode lost some of its names. */
  void namesLost(long inode, List<InodeName> names) {
    if (names.isEmpty()) {
      return;
    }
    List<InodeName> known = lostNames.computeIfAbsent(inode, any -> new ArrayList<>());
    for (InodeName name : names) {
      boolean isNew =
          known.stream()
              .noneMatch(
                  other -> new InodeName(other.directory(), name.index(), other.name()).is(name));
      if (isNew) {
        known.add(name);
      }
    }
  }

  /** Records that an inode counts more names than it has. */
  void someNamesLost(long inode) {
    withFewerNames.add(inode);
  }

  /** Records that an inode has another name. */
  void renamed(long inode) {
    add(inode, FileState.RENAMED);
  }

  /** Records that the data of an inode cannot be verified. */
  void unverified(long inode) {
    add(inode, FileState.UNVERIFIED);
  }

  /** Records that data of an inode is missing. */
  void incomplete(long inode) {
    add(inode, FileState.INCOMPLETE);
  }

  private void add(long inode, FileState state) {
    states.merge(inode, state, (a, b) -> a.compareTo(b) < 0 ? a : b);
  }

  /**
   * Records what follows from a lost range.
   *
   * @param remaining the tree without the range
   * @param mended the tree after its repair
   */
  void judge(LostRange range, RemainingTree remaining, Subvolume mended) {
    long first = range.from().objectid();
    if (Long.compareUnsigned(first, ObjectId.LAST_FREE) > 0) {
      return;
    }
    boolean isFirstThere = false;
    if (range.from().compareTo(TOP) <= 0) {
      incomplete(ObjectId.FIRST_FREE);
    } else if (RemainingTree.isInode(first)) {
      Inode inode = remaining.inode(first);
      isFirstThere = inode != null;
      judgeFirst(first, range, inode, mended);
    }
    if (!isFirstThere || !endsBefore(range, first + 1)) {
      unknown++;
    }
  }

  /** Whether no item of an inode or of a later one is in the range. */
  private static boolean endsBefore(LostRange range, long inode) {
    Key end = new Key(inode, ItemType.INODE_ITEM, 0);
    return range.to() != null && range.to().compareTo(end) <= 0;
  }

  private void judgeFirst(long number, LostRange range, Inode inode, Subvolume mended) {
    if (inode == null) {
      lost(number, List.of());
      return;
    }
    boolean onlyEntries =
        FileMode.isDirectory(inode.mode())
            && range.from().type() >= ItemType.DIR_ITEM
            && entriesLength(mended, number) == inode.size();
    if (!onlyEntries) {
      incomplete(number);
    }
  }

  /** The size that a directory has with its present entries: each name counts twice. */
  private static long entriesLength(Subvolume mended, long directory) {
    long[] length = {0};
    mended.forEachItem(
        directory,
        ItemType.DIR_INDEX,
        ItemType.DIR_INDEX,
        (leaf, slot) -> length[0] += 2L * DirItem.nameLength(leaf.bytes(), leaf.itemStart(slot)));
    return length[0];
  }

  /** Records that everything below a directory that has another name has another path. */
  void renameBelow(Subvolume mended) {
    Deque<Long> directories = new ArrayDeque<>();
    states.forEach(
        (inode, state) -> {
          if (state == FileState.RENAMED) {
            directories.add(inode);
          }
        });
    while (!directories.isEmpty()) {
      TreeCursor cursor = mended.cursor();
      long directory = directories.remove();
      cursor.seek(directory, ItemType.DIR_INDEX, 0);
      while (cursor.valid()
          && cursor.objectid() == directory
          && cursor.type() == ItemType.DIR_INDEX) {
        for (DirectoryEntry entry : DirectoryEntry.readAll(RemainingTree.data(cursor))) {
          if (entry.isInode() && states.get(entry.target()) != FileState.RENAMED) {
            renamed(entry.target());
            directories.add(entry.target());
          }
        }
        cursor.next();
      }
    }
  }

  /** Whether anything is recorded. */
  boolean isEmpty() {
    return states.isEmpty() && lostNames.isEmpty() && withFewerNames.isEmpty() && unknown == 0;
  }

  /**
   * What is recorded: files by inode, then names that are lost, then what is unknown.
   *
   * @param path path of the subvolume
   * @param remaining the tree without what is lost
   * @param mended the tree after its repair
   */
  List<AffectedFile> list(byte[] path, Subvolume remaining, Subvolume mended) {
    List<AffectedFile> files = new ArrayList<>();
    states.forEach(
        (inode, state) -> {
          if (state != FileState.LOST) {
            paths(mended, inode)
                .forEach(name -> files.add(new AffectedFile(path, name, inode, state)));
          } else if (lostNames.getOrDefault(inode, List.of()).isEmpty()) {
            files.add(new AffectedFile(path, null, inode, state));
          }
        });
    lostNames.forEach(
        (inode, names) -> {
          for (InodeName name : names) {
            files.add(
                new AffectedFile(
                    path, path(remaining, name.directory(), name.name()), inode, FileState.LOST));
          }
        });
    for (long inode : withFewerNames) {
      if (!lostNames.containsKey(inode)) {
        files.add(new AffectedFile(path, null, inode, FileState.LOST));
      }
    }
    for (int i = 0; i < unknown; i++) {
      files.add(new AffectedFile(path, null, 0, FileState.LOST));
    }
    return files;
  }

  /** All paths of an inode. */
  private List<byte[]> paths(Subvolume mended, long inode) {
    List<byte[]> paths = new ArrayList<>();
    if (inode == ObjectId.FIRST_FREE) {
      paths.add(new byte[0]);
    } else {
      mended.forEachLink(inode, link -> paths.add(path(mended, link.parent(), link.name())));
    }
    if (paths.isEmpty()) {
      paths.add(null);
    }
    return paths;
  }

  /** The path of a name in a directory; null if that of the directory is unknown. */
  private byte[] path(Subvolume tree, long directory, byte[] name) {
    PathBuilder path = new PathBuilder();
    path.prepend(name);
    for (long at = directory; at != ObjectId.FIRST_FREE; ) {
      Link link = tree.firstLink(at);
      List<InodeName> lost = lostNames.get(at);
      if ((link == null && lost == null) || path.depth() > MAX_DEPTH) {
        return null;
      }
      path.prepend(link == null ? lost.get(0).name() : link.name());
      at = link == null ? lost.get(0).directory() : link.parent();
    }
    return path.toBytes();
  }
}
