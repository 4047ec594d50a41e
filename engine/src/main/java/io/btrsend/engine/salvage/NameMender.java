package io.btrsend.engine.salvage;

import io.btrsend.engine.filesystem.Inode;
import io.btrsend.engine.format.FileMode;
import io.btrsend.engine.format.InodeItem;
import io.btrsend.engine.format.ItemType;
import io.btrsend.engine.format.Key;
import io.btrsend.engine.format.LittleEndian;
import io.btrsend.engine.format.ObjectId;
import io.btrsend.engine.tree.TreeCursor;
import io.btrsend.engine.tree.TreeRoot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * Makes what remains of a subvolume's tree agree with itself: finds the changes after which every
 * inode has its item and its names, every name has its two directory entries, and every entry leads
 * to an inode of that name.
 *
 * <p>A name is stored three times: with the inode, in a DIR_ITEM and in a DIR_INDEX. What one of
 * them lost comes from another. An inode without an item is left out; one without a name goes to
 * lost+found. Memory grows with the changes. Runs once.
 */
final class NameMender {
  private static final int MAX_REMEMBERED = 1 << 16;

  private final RemainingTree tree;
  private final long treeId;
  private final SubvolumeLosses losses;
  private final LostAndFound lostAndFound;
  private final ItemEdits edits;

  /** Names that only a directory entry has. */
  private final Map<Long, List<InodeName>> recovered = new HashMap<>();

  /** The names of the inodes whose names changed. */
  private final Map<Long, List<InodeName>> changed = new HashMap<>();

  private final Set<Long> reachable = new HashSet<>();

  /**
   * @param losses is told of inodes that are lost or have other names
   */
  NameMender(RemainingTree tree, TreeRoot root, SubvolumeLosses losses) {
    this.tree = tree;
    this.treeId = root.treeId();
    this.losses = losses;
    this.edits = new ItemEdits(tree);
    this.lostAndFound = new LostAndFound(tree, root, edits);
  }

  /**
   * The changes: for each key the new data of its item, null to remove it.
   *
   * @param lost what the tree lacks
   * @param topGeneration the generation of the top directory, in case its item is lost
   */
  NavigableMap<Key, byte[]> edits(List<LostRange> lost, long topGeneration) {
    lostAndFound.addTopDirectory(topGeneration);
    recoverNames();
    mendInodes();
    lostAndFound.finish();
    filterEntries();
    lost.forEach(range -> markAsChanged(range.from().objectid()));
    changed.keySet().forEach(this::markAsChanged);
    return edits.all();
  }

  /**
   * Makes the item of an inode differ from those in other trees. Where other items of an inode
   * changed, a send expects that its own did too.
   */
  private void markAsChanged(long inode) {
    Key key = new Key(inode, ItemType.INODE_ITEM, 0);
    byte[] item = edits.get(key);
    if (item != null && item.length == InodeItem.LENGTH) {
      byte[] marked = item.clone();
      LittleEndian.putU64(marked, InodeItem.TRANSID, treeId);
      edits.put(key, marked);
    }
  }

  private interface ItemAction {
    void accept(TreeCursor cursor);
  }

  private void forEachItem(ItemAction action) {
    TreeCursor cursor = tree.cursor();
    while (cursor.valid() && RemainingTree.isInode(cursor.objectid())) {
      action.accept(cursor);
      cursor.next();
    }
  }

  /** Collects the names of inodes whose own record of them is lost. */
  private void recoverNames() {
    forEachItem(
        cursor -> {
          if (cursor.type() == ItemType.INODE_REF) {
            lostAndFound.keepFree(cursor.offset());
          }
          if (cursor.type() == ItemType.DIR_INDEX && tree.isDirectory(cursor.objectid())) {
            for (DirectoryEntry entry : DirectoryEntry.readAll(RemainingTree.data(cursor))) {
              recoverName(cursor.objectid(), cursor.offset(), entry);
            }
          }
        });
  }

  private void recoverName(long directory, long index, DirectoryEntry entry) {
    long inode = entry.target();
    lostAndFound.keepFree(entry.isInode() ? inode : 0);
    boolean isKnown =
        !entry.isInode()
            || tree.inode(inode) == null
            || tree.name(inode, directory, entry.name()) != null
            || (tree.isDirectory(inode) && !tree.names(inode).isEmpty());
    if (!isKnown) {
      recovered
          .computeIfAbsent(inode, any -> new ArrayList<>())
          .add(new InodeName(directory, index, entry.name()));
    }
  }

  private void mendInodes() {
    long[] last = {0};
    boolean[] isLost = {false};
    forEachItem(
        cursor -> {
          long number = cursor.objectid();
          if (number != last[0]) {
            last[0] = number;
            isLost[0] = !mendInode(number);
          }
          if (isLost[0]) {
            noteEntries(cursor);
            edits.remove(cursor.leaf().key(cursor.slot()));
          }
        });
  }

  /** Notes the names that inodes lose because their directory is left out. */
  private void noteEntries(TreeCursor cursor) {
    if (cursor.type() == ItemType.DIR_INDEX) {
      for (DirectoryEntry entry : DirectoryEntry.readAll(RemainingTree.data(cursor))) {
        if (entry.isInode()) {
          InodeName name = new InodeName(cursor.objectid(), cursor.offset(), entry.name());
          losses.namesLost(entry.target(), List.of(name));
        }
      }
    }
  }

  /** Mends the names of an inode; returns false if it is lost. */
  private boolean mendInode(long number) {
    if (number == ObjectId.FIRST_FREE) {
      return true;
    }
    Inode inode = tree.inode(number);
    List<InodeName> stored = tree.names(number);
    if (inode == null) {
      losses.lost(number, stored);
      return false;
    }
    List<InodeName> names = new ArrayList<>();
    List<InodeName> candidates = new ArrayList<>(stored);
    candidates.addAll(recovered.getOrDefault(number, List.of()));
    for (InodeName name : candidates) {
      boolean isOnly = !FileMode.isDirectory(inode.mode()) || names.isEmpty();
      if (isOnly && tree.isDirectory(name.directory()) && !isOthers(name, number)) {
        names.add(name);
      }
    }
    if (FileMode.isDirectory(inode.mode()) && isInLoop(number, names)) {
      names.clear();
    }
    if (names.isEmpty() && inode.links() > 0) {
      names.add(lostAndFound.nameFor(number));
      losses.renamed(number);
    }
    if (names.size() < inode.links() && !FileMode.isDirectory(inode.mode())) {
      losses.someNamesLost(number);
    }
    if (!areSame(names, stored)) {
      losses.namesLost(number, without(stored, names));
      changed.put(number, names);
      replaceNames(number, names);
    }
    for (InodeName name : names) {
      requireEntries(number, inode, name);
    }
    return true;
  }

  /** The names that have no equal among the others. */
  private static List<InodeName> without(List<InodeName> names, List<InodeName> others) {
    return names.stream().filter(name -> others.stream().noneMatch(name::is)).toList();
  }

  private static boolean areSame(List<InodeName> a, List<InodeName> b) {
    boolean same = a.size() == b.size();
    for (int i = 0; same && i < a.size(); i++) {
      same = a.get(i).is(b.get(i));
    }
    return same;
  }

  /** Whether the directory gives the place or the name to another inode that can be sent. */
  private boolean isOthers(InodeName name, long inode) {
    for (DirectoryEntry entry : edits.entries(name.indexKey())) {
      boolean isThere = !entry.isInode() || tree.inode(entry.target()) != null;
      if (isThere && !entry.leadsTo(inode, name.name())) {
        return true;
      }
    }
    for (DirectoryEntry entry : edits.entries(name.itemKey())) {
      boolean isThere = !entry.isInode() || hasName(entry.target(), name);
      if (isThere && entry.target() != inode && Arrays.equals(entry.name(), name.name())) {
        return true;
      }
    }
    return false;
  }

  private boolean hasName(long inode, InodeName name) {
    return tree.inode(inode) != null && finalName(inode, name.directory(), name.name()) != null;
  }

  /** The name that an inode has in a directory after the changes so far; null if it has none. */
  private InodeName finalName(long inode, long directory, byte[] name) {
    List<InodeName> names = changed.get(inode);
    return names == null
        ? tree.name(inode, directory, name)
        : InodeName.find(names, directory, name);
  }

  /** Whether the way up from a directory leads back to it. */
  private boolean isInLoop(long directory, List<InodeName> names) {
    Set<Long> way = new HashSet<>();
    List<InodeName> up = names;
    while (!up.isEmpty()) {
      long above = up.get(0).directory();
      if (above == directory) {
        return true;
      }
      if (above == ObjectId.FIRST_FREE || reachable.contains(above) || !way.add(above)) {
        break;
      }
      up = changed.containsKey(above) ? changed.get(above) : tree.names(above);
    }
    if (reachable.size() > MAX_REMEMBERED) {
      reachable.clear();
    }
    reachable.add(directory);
    return false;
  }

  /** Gives an inode these names instead of those in its reference items. */
  private void replaceNames(long inode, List<InodeName> names) {
    TreeCursor cursor = tree.cursor();
    cursor.seek(inode, ItemType.INODE_REF, 0);
    while (cursor.valid() && cursor.objectid() == inode && cursor.type() <= ItemType.INODE_EXTREF) {
      edits.remove(cursor.leaf().key(cursor.slot()));
      cursor.next();
    }
    Map<Long, List<InodeName>> byDirectory = new TreeMap<>();
    names.forEach(
        name -> byDirectory.computeIfAbsent(name.directory(), any -> new ArrayList<>()).add(name));
    byDirectory.forEach(
        (directory, group) ->
            edits.put(
                new Key(inode, ItemType.INODE_REF, directory), LostAndFound.references(group)));
  }

  /** Adds the directory entries of a name that are missing. */
  private void requireEntries(long number, Inode inode, InodeName name) {
    DirectoryEntry entry = DirectoryEntry.of(number, inode.mode(), inode.generation(), name.name());
    List<DirectoryEntry> indexed = edits.entries(name.indexKey());
    if (indexed.stream().noneMatch(other -> other.leadsTo(number, name.name()))) {
      edits.put(name.indexKey(), entry.bytes());
    }
    List<DirectoryEntry> packed = edits.entries(name.itemKey());
    if (packed.stream().noneMatch(other -> other.leadsTo(number, name.name()))) {
      packed.removeIf(other -> Arrays.equals(other.name(), name.name()));
      packed.add(entry);
      edits.put(name.itemKey(), packed);
    }
  }

  /** Removes the entries that lead nowhere, or to an inode that does not have that name. */
  private void filterEntries() {
    forEachItem(
        cursor -> {
          boolean isIndex = cursor.type() == ItemType.DIR_INDEX;
          if (isIndex || cursor.type() == ItemType.DIR_ITEM) {
            filterEntries(cursor.leaf().key(cursor.slot()), isIndex);
          }
        });
  }

  private void filterEntries(Key key, boolean isIndex) {
    byte[] item = edits.get(key);
    if (item == null) {
      return;
    }
    List<DirectoryEntry> kept = new ArrayList<>();
    int length = 0;
    for (DirectoryEntry entry : DirectoryEntry.readAll(item)) {
      if (isSound(key, isIndex, entry)) {
        kept.add(entry);
        length += entry.bytes().length;
      }
    }
    if (length != item.length) {
      edits.put(key, kept);
    }
  }

  private boolean isSound(Key key, boolean isIndex, DirectoryEntry entry) {
    long directory = key.objectid();
    if (!tree.isDirectory(directory) && !lostAndFound.is(directory)) {
      return false;
    }
    long inode = entry.target();
    if (!entry.isInode() || lostAndFound.is(inode)) {
      return true;
    }
    if (tree.inode(inode) == null) {
      long index = isIndex ? key.offset() : 0;
      losses.lost(inode, List.of(new InodeName(directory, index, entry.name())));
      return false;
    }
    InodeName name = finalName(inode, directory, entry.name());
    return name != null && (!isIndex || name.index() == key.offset());
  }
}
