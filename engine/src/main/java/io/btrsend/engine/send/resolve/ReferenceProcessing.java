package io.btrsend.engine.send.resolve;

import io.btrsend.engine.filesystem.Inode;
import io.btrsend.engine.filesystem.Link;
import io.btrsend.engine.filesystem.Subvolume;
import io.btrsend.engine.format.FileMode;
import io.btrsend.engine.send.resolve.ReferenceLists.Reference;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Turns the names that the current inode gains and loses into renames, links, unlinks and removals,
 * in two passes: first it moves obstacles aside, then it changes names. Source: send semantics 6.5
 * to 6.8.
 */
final class ReferenceProcessing {
  private final Subvolume parent;
  private final CurrentInode current;
  private final InodeStates states;
  private final NameCollisions collisions;
  private final Paths paths;
  private final Commands commands;
  private final ReferenceLists references;
  private final InodeCreation creation;
  private final WaitingMoves waitingMoves;
  private final DirectoryMoves moves;
  private final DirectoryRemovals removals;
  private final DirectoryTimes times;

  /** The old and new directories of the current inode's names; reused. */
  private final Set<InodeId> touched = new LinkedHashSet<>();

  ReferenceProcessing(
      SendState state,
      Names names,
      Commands commands,
      InodeCreation creation,
      Directories directories) {
    this.parent = state.parent();
    this.current = state.current();
    this.references = state.references();
    this.waitingMoves = state.waitingMoves();
    this.states = names.states();
    this.collisions = names.collisions();
    this.paths = names.paths();
    this.commands = commands;
    this.creation = creation;
    this.moves = directories.moves();
    this.removals = directories.removals();
    this.times = directories.times();
  }

  /**
   * Handles the recorded names of the current inode and clears the lists.
   *
   * @return whether the current inode is a directory whose move was delayed
   */
  boolean process() {
    Pass pass = new Pass();
    for (Reference reference : references.added()) {
      pass.makeRoom(reference);
    }
    boolean single = references.added().size() == 1;
    Set<Long> seen = single ? Set.of() : new HashSet<>();
    for (Reference reference : references.added()) {
      boolean firstOfDirectory = single || seen.add(reference.directory());
      pass.moveOrLink(reference, firstOfDirectory);
    }
    pass.removeNames();
    pass.visitTouchedDirectories();
    references.clear();
    return pass.pending;
  }

  /** The state while the names of one inode are handled. */
  private final class Pass {
    /** The current path of the inode at the receiver. */
    private byte[] livePath;

    /** Whether the current path is an orphan name. */
    private boolean orphanized;

    private boolean mayMove = true;
    private boolean pending;
    private boolean orphanedDirectory;
    private boolean orphanedAncestor;

    Pass() {
      touched.clear();
      orphanized =
          current.isNew() || collisions.didOverwriteFirst(current.number(), current.generation());
      livePath =
          orphanized
              ? paths.unique(current.number(), current.generation())
              : paths.ofCurrentInode();
    }

    void makeRoom(Reference reference) {
      if (willCreate(reference)) {
        return;
      }
      Inode hit =
          collisions.willOverwrite(
              reference.directory(), reference.directoryGeneration(), reference.name());
      if (hit == null) {
        return;
      }
      if (orphanedDirectory) {
        reference.refresh(paths);
      }
      if (isFirstName(hit, reference)) {
        orphanize(hit, reference);
      } else {
        commands.unlink(reference.fullPath());
      }
    }

    private boolean willCreate(Reference reference) {
      return states.of(reference.directory(), reference.directoryGeneration())
          == InodeStates.State.WILL_CREATE;
    }

    private boolean isFirstName(Inode hit, Reference reference) {
      Link first = RequiredLookups.firstLink(parent, hit.number());
      return first.parent() == reference.directory()
          && Arrays.equals(first.name(), reference.name());
    }

    private void orphanize(Inode hit, Reference reference) {
      InodeId id = new InodeId(hit.number(), hit.generation());
      commands.rename(reference.fullPath(), paths.unique(id.number(), id.generation()));
      if (FileMode.isDirectory(hit.mode())) {
        orphanedDirectory = true;
      }
      WaitingMoves.Waiting waiting = waitingMoves.get(id.number());
      if (waiting != null) {
        waiting.orphanize();
      }
      paths.forgetName(id);
      if (Ancestry.isAncestor(parent, id, current.number())) {
        orphanedAncestor = true;
        current.forgetCachedPath();
        livePath = paths.ofCurrentInode();
      }
    }

    void moveOrLink(Reference reference, boolean firstOfDirectory) {
      if (firstOfDirectory && willCreate(reference)) {
        creation.createEarly(reference.directory());
      }
      boolean directory = current.isDirectory();
      if (directory && parent != null) {
        if (moves.waitForDestination(reference, orphanized)) {
          mayMove = false;
          pending = true;
        }
        if (mayMove && moves.waitForParent(reference, orphanized)) {
          mayMove = false;
          pending = true;
        }
      }
      if (mayMove) {
        if (orphanized || directory) {
          commands.rename(livePath, reference.fullPath());
          livePath = reference.fullPath();
          current.setCachedPath(livePath);
          orphanized = false;
        } else {
          if (orphanedDirectory) {
            reference.refresh(paths);
          }
          commands.link(reference.fullPath(), livePath);
        }
      }
      touched.add(reference.directoryId());
    }

    void removeNames() {
      if (current.isDirectory()) {
        if (current.isDeleted()) {
          removeDirectory();
        } else if (!references.deleted().isEmpty()) {
          touched.add(references.deleted().iterator().next().directoryId());
        }
      } else {
        references.deleted().forEach(this::removeName);
        if (orphanized) {
          commands.unlink(livePath);
        }
      }
    }

    private void removeDirectory() {
      if (removals.canRemove(current.id())) {
        commands.rmdir(livePath);
      } else if (!orphanized) {
        byte[] orphan = paths.unique(current.number(), current.generation());
        commands.rename(livePath, orphan);
        current.setCachedPath(orphan);
        orphanized = true;
      }
      references.deleted().forEach(reference -> touched.add(reference.directoryId()));
    }

    private void removeName(Reference reference) {
      boolean taken =
          collisions.didOverwrite(
              reference.directory(),
              reference.directoryGeneration(),
              current.number(),
              current.generation(),
              reference.name());
      if (!taken) {
        if (orphanedAncestor) {
          reference.refresh(paths);
        }
        commands.unlink(reference.fullPath());
        byte[] cached = current.cachedPath();
        if (cached != null && PathBytes.startsWith(reference.fullPath(), cached)) {
          current.forgetCachedPath();
        }
      }
      touched.add(reference.directoryId());
    }

    void visitTouchedDirectories() {
      for (InodeId directory : touched) {
        if (Long.compareUnsigned(directory.number(), current.number()) > 0) {
          continue;
        }
        switch (states.of(directory.number(), directory.generation())) {
          case DID_CREATE, UNCHANGED -> times.schedule(directory);
          case DID_DELETE -> {
            if (removals.canRemove(directory)) {
              commands.rmdir(paths.current(directory.number(), directory.generation()));
            }
          }
          case WILL_CREATE, WILL_DELETE -> {
            // it is handled in its turn
          }
        }
      }
    }
  }
}
