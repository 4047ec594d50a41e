package io.btrsend.actors.live;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything about a tree that a received copy must share: names, types, permissions, owners, times
 * of change, devices, targets of symbolic links, which names are links of the same file, extended
 * attributes, contents. Of files of more than a gibibyte, which are hardly anything but holes, only
 * the first 16 MiB are read: all of them would take hours. Properties such as btrfs.compression are
 * left out: a file that was made before its directory got one inherits it when it is received. So
 * is the time of the top directory: what is received gets its first name there, and the kernel does
 * not send the directory's time again for that.
 */
final class TreeListing {

  /** Inode 2 is what a snapshot has in the place of a nested subvolume; it is never sent. */
  private static final String PATHS = "cd \"$0\" && find . ! -inum 2 -print0 | LC_ALL=C sort -z";

  private static final String STAT =
      "cd \"$0\" && stat --printf='%i/%F %f %u:%g %n\\0' . && find . -mindepth 1 ! -inum 2 -print0"
          + " | LC_ALL=C sort -z | xargs -0 -r stat --printf='%i/%F %f %u:%g %y %t:%T %n\\0'";
  private static final String LINKS =
      "cd \"$0\" && find . -type l -printf '%p -> %l\\0' | LC_ALL=C sort -z";
  private static final String XATTRS =
      PATHS
          + " | xargs -0 getfattr --no-dereference --dump --match=- --encoding=hex"
          + " | LC_ALL=C sed '/^btrfs\\./d; /^trusted.SGI_ACL_/d'"
          // Of files that have no others, not even the name.
          + " | LC_ALL=C awk 'BEGIN { RS=\"\" } /\\n/'";
  private static final String CONTENTS =
      "cd \"$0\" && find . -type f -size -1048577k -print0 | LC_ALL=C sort -z"
          + " | xargs -0 -r sha256sum --zero";
  private static final String BEGINNINGS =
      "cd \"$0\" && find . -type f -size +1048576k -print0 | LC_ALL=C sort -z"
          + " | xargs -0 -r -n 1 bash -c 'head -c 16M \"$0\" | sha256sum'";

  private TreeListing() {}

  /** The first line that differs; null if the trees are the same. */
  static String difference(Path expected, Path actual) {
    List<String> sent = of(expected);
    List<String> received = of(actual);
    for (int line = 0; line < Math.max(sent.size(), received.size()); line++) {
      String left = line < sent.size() ? sent.get(line) : "nothing";
      String right = line < received.size() ? received.get(line) : "nothing";
      if (!left.equals(right)) {
        return "\n  expected: " + left + "\n  was:      " + right;
      }
    }
    return null;
  }

  /** Whether others are mounted in it, as in a subvolume that was made read-only. */
  static boolean hasSubvolumes(Path directory) {
    return !Commands.run("find", directory, "-mindepth", "1", "-inum", "256", "-type", "d")
        .isEmpty();
  }

  static List<String> of(Path directory) {
    List<String> listing = new ArrayList<>();
    Map<String, Integer> firstNames = new HashMap<>();
    for (String entry : run(STAT, directory).split("\0", -1)) {
      int slash = entry.indexOf('/');
      if (slash > 0) {
        // Inode numbers differ between the trees; which names share one does not.
        int first = firstNames.computeIfAbsent(entry.substring(0, slash), k -> listing.size());
        listing.add("#" + first + entry.substring(slash));
      }
    }
    listing.addAll(List.of(run(LINKS, directory).split("\0", -1)));
    listing.addAll(List.of(run(XATTRS, directory).split("\n", -1)));
    listing.addAll(List.of(run(CONTENTS, directory).split("\0", -1)));
    listing.addAll(List.of(run(BEGINNINGS, directory).split("\n", -1)));
    return listing;
  }

  private static String run(String script, Path directory) {
    return Commands.run("bash", "-c", "set -o pipefail; " + script, directory);
  }
}
