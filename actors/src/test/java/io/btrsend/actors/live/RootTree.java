package io.btrsend.actors.live;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * What the root tree of a mounted filesystem says of its subvolumes, as the kernel tells it:
 * nothing here depends on the code under test.
 */
final class RootTree {

  /**
   * A subvolume.
   *
   * @param references 0 if it was deleted and still awaits the cleaner
   * @param dropProgress the key up to which the cleaner has dropped its tree, all zero if it has
   *     not begun; comparable to itself at another time only
   * @param received whether it has a received UUID
   */
  record Root(long id, int references, String dropProgress, boolean received) {
    private static final String NOT_BEGUN = "0 0 0";

    boolean isDeleted() {
      return references == 0;
    }

    boolean isPartlyDropped() {
      return isDeleted() && !dropProgress.equals(NOT_BEGUN);
    }
  }

  private static final int ROOT_TREE = 1;
  private static final byte ROOT_ITEM = (byte) 132;
  private static final long FIRST_SUBVOLUME = 256;
  private static final long LAST_SUBVOLUME = -257;

  // struct btrfs_ioctl_search_args of the kernel's user interface: the key, then the items.
  private static final int KEY_LENGTH = 104;
  private static final int COUNT = 64;
  private static final int HEADER_LENGTH = 32;
  private static final int ARGUMENT = 4096;

  // Fields of a root item: on-disk format 9.1.
  private static final int REFERENCES = 216;
  private static final int PROGRESS_OBJECTID = 220;
  private static final int PROGRESS_TYPE = 228;
  private static final int PROGRESS_OFFSET = 229;
  private static final int RECEIVED_UUID = 279;

  // struct btrfs_ioctl_ino_lookup_args: the id of the tree, the object to look up.
  private static final long TOP_DIRECTORY = 256;

  private RootTree() {}

  /** The id of the subvolume that an open file is in; -1 if it cannot be told. */
  static long idOfTree(int fd) {
    ByteBuffer argument = ByteBuffer.allocate(ARGUMENT).order(ByteOrder.nativeOrder());
    argument.putLong(8, TOP_DIRECTORY);
    return LibC.ioctl(fd, LibC.INO_LOOKUP, argument.array()) < 0 ? -1 : argument.getLong(0);
  }

  /**
   * All subvolumes but the top level, those being deleted among them, by id.
   *
   * @param fd any open file of the filesystem
   */
  static List<Root> subvolumes(int fd) {
    List<Root> roots = new ArrayList<>();
    long next = FIRST_SUBVOLUME;
    while (true) {
      ByteBuffer found = search(fd, next);
      int count = found.getInt(COUNT);
      int at = KEY_LENGTH;
      for (int item = 0; item < count; item++) {
        long id = found.getLong(at + 8);
        int type = found.getInt(at + 24);
        int length = found.getInt(at + 28);
        if ((byte) type == ROOT_ITEM) {
          roots.add(root(found, id, at + HEADER_LENGTH));
        }
        next = id + 1;
        at += HEADER_LENGTH + length;
      }
      if (count == 0) {
        return roots;
      }
    }
  }

  private static ByteBuffer search(int fd, long from) {
    ByteBuffer argument = ByteBuffer.allocate(ARGUMENT).order(ByteOrder.nativeOrder());
    argument
        .putLong(ROOT_TREE)
        .putLong(from)
        .putLong(LAST_SUBVOLUME)
        .putLong(0)
        .putLong(-1)
        .putLong(0)
        .putLong(-1)
        .putInt(0xff & ROOT_ITEM)
        .putInt(0xff & ROOT_ITEM)
        .putInt(Integer.MAX_VALUE);
    if (LibC.ioctl(fd, LibC.TREE_SEARCH, argument.array()) < 0) {
      throw LibC.failure("searching the root tree");
    }
    return argument;
  }

  private static Root root(ByteBuffer items, long id, int at) {
    String progress =
        Long.toUnsignedString(items.getLong(at + PROGRESS_OBJECTID))
            + " "
            + (0xff & items.get(at + PROGRESS_TYPE))
            + " "
            + Long.toUnsignedString(items.getLong(at + PROGRESS_OFFSET));
    boolean received =
        items.getLong(at + RECEIVED_UUID) != 0 || items.getLong(at + RECEIVED_UUID + 8) != 0;
    return new Root(id, items.getInt(at + REFERENCES), progress, received);
  }
}
