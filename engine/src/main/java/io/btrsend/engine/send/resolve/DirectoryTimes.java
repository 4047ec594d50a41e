package io.btrsend.engine.send.resolve;

import io.btrsend.engine.filesystem.Inode;
import io.btrsend.engine.filesystem.Subvolume;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * Owns the directories whose times are still to be sent, in order of last use. Source: send
 * semantics 6.9.
 */
final class DirectoryTimes {
  private static final int CAPACITY = 64;

  private final Subvolume sent;
  private final Paths paths;
  private final Commands commands;
  private final LinkedHashSet<InodeId> scheduled = new LinkedHashSet<>();

  /**
   * The last directory in the queue, which is mostly the next to be scheduled again; null if
   * unknown.
   */
  private InodeId last;

  DirectoryTimes(SendState state, Paths paths, Commands commands) {
    this.sent = state.sent();
    this.paths = paths;
    this.commands = commands;
  }

  /** Puts the directory at the end of the queue, even if it is already in the queue. */
  void schedule(InodeId directory) {
    if (directory.equals(last)) {
      return;
    }
    scheduled.remove(directory);
    scheduled.add(directory);
    last = directory;
  }

  /**
   * Sends times from the front of the queue while more than {@value #CAPACITY} directories wait.
   */
  void trim() {
    while (scheduled.size() > CAPACITY) {
      InodeId first = scheduled.iterator().next();
      send(first);
      scheduled.remove(first);
      last = first.equals(last) ? null : last;
    }
  }

  /** Sends the times of all waiting directories, from the end of the queue to the front. */
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
