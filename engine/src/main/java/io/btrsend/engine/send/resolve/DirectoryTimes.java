package io.btrsend.engine.send.resolve;

import io.btrsend.engine.filesystem.Inode;
import io.btrsend.engine.filesystem.Subvolume;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * The one owner of the directories whose times are still to be sent, by recency. Source: send
 * semantics 6.9.
 */
final class DirectoryTimes {
  private static final int CAPACITY = 64;

  private final Subvolume sent;
  private final Paths paths;
  private final Commands commands;
  private final LinkedHashSet<InodeId> scheduled = new LinkedHashSet<>();

  /** The last in line, which is mostly the one that is scheduled again; null if unknown. */
  private InodeId last;

  DirectoryTimes(SendState state, Paths paths, Commands commands) {
    this.sent = state.sent();
    this.paths = paths;
    this.commands = commands;
  }

  /** Puts the directory last in line; it is not an error if it is in line already. */
  void schedule(InodeId directory) {
    if (directory.equals(last)) {
      return;
    }
    scheduled.remove(directory);
    scheduled.add(directory);
    last = directory;
  }

  /** Sends the times of the first in line while more than {@value #CAPACITY} wait. */
  void trim() {
    while (scheduled.size() > CAPACITY) {
      InodeId first = scheduled.iterator().next();
      send(first);
      scheduled.remove(first);
      last = first.equals(last) ? null : last;
    }
  }

  /** Sends all that wait, the last in line first. */
  void flush() {
    List<InodeId> rest = new ArrayList<>(scheduled);
    Collections.reverse(rest);
    rest.forEach(this::send);
    scheduled.clear();
    last = null;
  }

  private void send(InodeId directory) {
    byte[] path = paths.current(directory.number(), directory.generation());
    Inode inode = RequiredLookups.inode(sent, directory.number());
    commands.utimes(path, inode);
  }
}
