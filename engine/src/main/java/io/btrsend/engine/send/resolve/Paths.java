package io.btrsend.engine.send.resolve;

import io.btrsend.engine.filesystem.Link;
import io.btrsend.engine.filesystem.PathBuilder;
import io.btrsend.engine.filesystem.Subvolume;
import io.btrsend.engine.format.ObjectId;

/**
 * The current paths of inodes at the receiver. The only user of the name cache. Every call can
 * change the cache, so calls must happen exactly where the kernel makes them. Source: send
 * semantics 5.1, 6.4.
 */
final class Paths {
  private final Subvolume sent;
  private final Subvolume parent;
  private final SendProgress progress;
  private final CurrentInode current;
  private final InodeStates states;
  private final NameCollisions collisions;
  private final WaitingMoves waitingMoves;
  private final OrphanDirectories orphanDirectories;
  private final NameCache names = new NameCache();

  /** Composes each path; reused. */
  private final PathBuilder composed = new PathBuilder();

  private byte[] lastUnique;
  private long lastUniqueInode;
  private long lastUniqueGeneration;

  Paths(SendState state, InodeStates states, NameCollisions collisions) {
    this.sent = state.sent();
    this.parent = state.parent();
    this.progress = state.progress();
    this.current = state.current();
    this.waitingMoves = state.waitingMoves();
    this.orphanDirectories = state.orphanDirectories();
    this.states = states;
    this.collisions = collisions;
  }

  /**
   * The orphan name of the inode: a name without an entry in either top directory. Trees do not
   * change, so the result never changes. Not to be modified.
   */
  byte[] unique(long inode, long generation) {
    if (lastUnique == null || inode != lastUniqueInode || generation != lastUniqueGeneration) {
      lastUnique = findUnique(inode, generation);
      lastUniqueInode = inode;
      lastUniqueGeneration = generation;
    }
    return lastUnique;
  }

  private byte[] findUnique(long inode, long generation) {
    for (long n = 0; ; n++) {
      byte[] name = OrphanName.of(inode, generation, n);
      boolean taken =
          sent.lookupInTop(name) != null || (parent != null && parent.lookupInTop(name) != null);
      if (!taken) {
        return name;
      }
    }
  }

  /** The last component of the inode's path at the receiver, and its directory. */
  NameCache.Entry nameStep(long inode, long generation) {
    InodeId id = new InodeId(inode, generation);
    NameCache.Entry cached = names.get(id);
    if (cached != null) {
      if (!(cached.provisional() && progress.isBehind(inode))) {
        return cached;
      }
      names.remove(id);
    }
    NameCache.Entry found = findName(inode, generation);
    names.put(id, found);
    return found;
  }

  private NameCache.Entry findName(long inode, long generation) {
    boolean behind = progress.isBehind(inode);
    if (!states.existsNow(inode, generation)) {
      return new NameCache.Entry(unique(inode, generation), 0, 0, true, !behind);
    }
    Subvolume tree = behind ? sent : parent;
    Link first = RequiredLookups.firstLink(tree, inode);
    long parent = first.parent();
    long parentGeneration = RequiredLookups.directoryGeneration(tree, parent);
    boolean displaced =
        collisions.didOverwrite(parent, parentGeneration, inode, generation, first.name());
    byte[] name = displaced ? unique(inode, generation) : first.name();
    return new NameCache.Entry(name, parent, parentGeneration, displaced, !behind);
  }

  /** Drops the cached name of an inode that was renamed to its orphan name. */
  void forgetName(InodeId inode) {
    names.remove(inode);
  }

  /** The current path of the inode at the receiver; not to be modified. */
  byte[] current(long inode, long generation) {
    boolean isCurrent = current.is(inode, generation);
    if (isCurrent && current.cachedPath() != null) {
      return current.cachedPath();
    }
    byte[] path = compose(inode, generation);
    if (isCurrent) {
      current.setCachedPath(path);
    }
    return path;
  }

  byte[] ofCurrentInode() {
    return current(current.number(), current.generation());
  }

  private byte[] compose(long startInode, long startGeneration) {
    composed.clear();
    long inode = startInode;
    long generation = startGeneration;
    while (inode != ObjectId.FIRST_FREE) {
      byte[] component;
      boolean last = false;
      WaitingMoves.Waiting waiting = waitingMoves.get(inode);
      if (orphanDirectories.contains(inode, generation)
          || (waiting != null && waiting.orphanized())) {
        component = unique(inode, generation);
        last = true;
      } else if (waiting != null) {
        Link old = RequiredLookups.firstLink(parent, inode);
        component = old.name();
        inode = old.parent();
        generation = RequiredLookups.directoryGeneration(parent, inode);
      } else {
        NameCache.Entry step = nameStep(inode, generation);
        component = step.name();
        last = step.last();
        inode = step.parent();
        generation = step.parentGeneration();
      }
      composed.prepend(component);
      PathLimit.check(composed.length() + 1);
      if (last) {
        break;
      }
    }
    return composed.toBytes();
  }
}
