package io.btrsend.engine.send.resolve;

import io.btrsend.engine.SendException;
import io.btrsend.engine.SendException.Reason;
import io.btrsend.engine.cache.LruMap;
import io.btrsend.engine.filesystem.EntryTarget;
import io.btrsend.engine.filesystem.Subvolume;
import io.btrsend.engine.format.DeviceNumber;
import io.btrsend.engine.format.FileExtentItem;
import io.btrsend.engine.format.FileMode;
import io.btrsend.engine.format.ItemType;
import io.btrsend.engine.stream.CommandType;
import io.btrsend.engine.tree.TreeBlock;
import io.btrsend.engine.tree.TreeCursor;
import java.util.Arrays;

/**
 * Creates inodes under their orphan names: each in its turn, but a directory earlier if an inode
 * with a lower number needs it. Source: send semantics 5.
 */
final class InodeCreation {
  private static final int REMEMBERED_DIRECTORIES = 1 << 12;
  private final Subvolume sent;
  private final SendProgress progress;
  private final CurrentInode current;
  private final Paths paths;
  private final Commands commands;

  /** Caches created directories; the tree would tell the same with a search. */
  private final LruMap<Long, Boolean> created = new LruMap<>(REMEMBERED_DIRECTORIES);

  InodeCreation(SendState state, Paths paths, Commands commands) {
    this.sent = state.sent();
    this.progress = state.progress();
    this.current = state.current();
    this.paths = paths;
    this.commands = commands;
  }

  /** Creates the current inode, unless it is a directory that was created early. */
  void createCurrent() {
    long number = current.number();
    if (current.isDirectory() && wasCreated(number)) {
      return;
    }
    create(number, current.generation(), current.mode(), current.rdev());
  }

  /** Creates a directory before its turn, unless it was already created. */
  void createEarly(long directory) {
    if (wasCreated(directory)) {
      return;
    }
    var inode = RequiredLookups.inode(sent, directory);
    create(directory, inode.generation(), inode.mode(), inode.rdev());
    remember(directory);
  }

  /**
   * Whether the directory contains an inode that was already handled, so the receiver must have the
   * directory.
   */
  private boolean wasCreated(long directory) {
    if (created.get(directory) != null) {
      return true;
    }
    TreeCursor cursor = sent.cursor();
    cursor.seek(directory, ItemType.DIR_INDEX, 0);
    while (cursor.valid()
        && cursor.objectid() == directory
        && cursor.type() == ItemType.DIR_INDEX) {
      EntryTarget target = Subvolume.indexedEntry(cursor);
      if (!target.isSubvolume() && progress.isBehind(target.objectid())) {
        remember(directory);
        return true;
      }
      cursor.next();
    }
    return false;
  }

  private void remember(long directory) {
    if (created.get(directory) == null) {
      created.put(directory, Boolean.TRUE);
    }
  }

  private void create(long inode, long generation, int mode, long rdev) {
    byte[] path = paths.unique(inode, generation);
    switch (mode & FileMode.TYPE_MASK) {
      case FileMode.REGULAR -> commands.make(CommandType.MKFILE, path, inode);
      case FileMode.DIRECTORY -> commands.make(CommandType.MKDIR, path, inode);
      case FileMode.SYMLINK -> commands.symlink(path, inode, symlinkTarget(inode));
      case FileMode.CHARACTER_DEVICE, FileMode.BLOCK_DEVICE ->
          commands.makeSpecial(CommandType.MKNOD, path, inode, deviceNumber(rdev), mode);
      case FileMode.FIFO ->
          commands.makeSpecial(CommandType.MKFIFO, path, inode, deviceNumber(rdev), mode);
      case FileMode.SOCKET ->
          commands.makeSpecial(CommandType.MKSOCK, path, inode, deviceNumber(rdev), mode);
      default ->
          throw failed(inode, "has an unknown file type, mode 0" + Integer.toOctalString(mode));
    }
  }

  private byte[] symlinkTarget(long inode) {
    TreeCursor cursor = sent.cursor();
    if (!cursor.seek(inode, ItemType.EXTENT_DATA, 0)) {
      throw failed(inode, "is a symbolic link without a target");
    }
    TreeBlock leaf = cursor.leaf();
    byte[] bytes = leaf.bytes();
    int at = cursor.itemStart();
    int size = cursor.itemSize();
    if (size < FileExtentItem.INLINE_DATA
        || FileExtentItem.type(bytes, at) != FileExtentItem.INLINE
        || FileExtentItem.compression(bytes, at) != FileExtentItem.NONE
        || FileExtentItem.ramBytes(bytes, at) != size - FileExtentItem.INLINE_DATA) {
      throw failed(inode, "is a symbolic link whose target is not stored inline and plain");
    }
    return Arrays.copyOfRange(bytes, at + FileExtentItem.INLINE_DATA, at + size);
  }

  /** Converts a stored device number to the form of user space. */
  private static long deviceNumber(long stored) {
    long major = DeviceNumber.major(stored);
    long minor = DeviceNumber.minor(stored);
    return (minor & 0xff) | major << 8 | (minor & ~0xffL) << 12;
  }

  private SendException failed(long inode, String what) {
    return new SendException(
        Reason.DAMAGED,
        "inode " + Long.toUnsignedString(inode) + " of subvolume " + sent.id() + " " + what);
  }
}
