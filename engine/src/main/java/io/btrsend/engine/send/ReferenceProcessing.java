package io.btrsend.engine.send;

import io.btrsend.engine.filesystem.Inode;
import io.btrsend.engine.filesystem.Link;
import io.btrsend.engine.filesystem.Subvolume;
import io.btrsend.engine.format.FileMode;
import io.btrsend.engine.send.ReferenceLists.Reference;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Turns the names that the current inode gains and loses into renames, links, unlinks and removals,
 * in two passes: first whatever is in the way is moved aside, then names change. Source: send
 * semantics 6.5 to 6.8.
 */
final class ReferenceProcessing {
  private final Subvolume right;
  private final SendProgress progress;
  private final InodeStates states;
  private final Overwrites overwrites;
  private final Paths paths;
  private final Commands commands;
  private final ReferenceLists references;
  private final InodeCreation creation;
  private final WaitingMoves waitingMoves;
  private final DirectoryMoves moves;
  private final DirectoryRemovals removals;
  private final DirectoryTimes times;

  /** Directories that the names being handled are or were in; used again for each inode. */
  private final Set<InodeId> touched = new LinkedHashSet<>();

  /** {@code right} is the parent, or null. */
  ReferenceProcessing(
      Subvolume right,
      SendProgress progress,
      InodeStates states,
      Overwrites overwrites,
      Paths paths,
      Commands commands,
      ReferenceLists references,
      InodeCreation creation,
      WaitingMoves waitingMoves,
      DirectoryMoves moves,
      DirectoryRemovals removals,
      DirectoryTimes times) {
    this.right = right;
    this.progress = progress;
    this.states = states;
    this.overwrites = overwrites;
    this.paths = paths;
    this.commands = commands;
    this.references = references;
    this.creation = creation;
    this.waitingMoves = waitingMoves;
    this.moves = moves;
    this.removals = removals;
    this.times = times;
  }

  /**
   * Handles and empties the recorded names of the current inode.
   *
   * @return whether the current inode is a directory whose move was put off
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

  /** What is known while the names of one inode are handled. */
  private final class Pass {
    /** Where the receiver has the inode now. */
    private byte[] livePath;

    /** Whether the live path is an orphan name. */
    private boolean parked;

    private boolean mayMove = true;
    private boolean pending;
    private boolean orphanedDirectory;
    private boolean orphanedAncestor;

    Pass() {
      touched.clear();
      parked =
          progress.isNew()
              || overwrites.didOverwriteFirst(progress.number(), progress.generation());
      livePath =
          parked ? paths.unique(progress.number(), progress.generation()) : paths.ofCurrentInode();
    }

    void makeRoom(Reference reference) {
      if (willCreate(reference)) {
        return;
      }
      Inode hit =
          overwrites.willOverwrite(
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
      Link first = Lookups.firstLink(right, hit.number());
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
      if (Ancestry.isAncestor(right, id, progress.number())) {
        orphanedAncestor = true;
        progress.forgetCachedPath();
        livePath = paths.ofCurrentInode();
      }
    }

    void moveOrLink(Reference reference, boolean firstOfDirectory) {
      if (firstOfDirectory && willCreate(reference)) {
        creation.createEarly(reference.directory());
      }
      boolean directory = progress.isDirectory();
      if (directory && right != null) {
        if (moves.waitForDestination(reference, parked)) {
          mayMove = false;
          pending = true;
        }
        if (mayMove && moves.waitForParent(reference, parked)) {
          mayMove = false;
          pending = true;
        }
      }
      if (mayMove) {
        if (parked || directory) {
          commands.rename(livePath, reference.fullPath());
          livePath = reference.fullPath();
          progress.setCachedPath(livePath);
          parked = false;
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
      if (progress.isDirectory()) {
        if (progress.isDeleted()) {
          removeDirectory();
        } else if (!references.deleted().isEmpty()) {
          touched.add(references.deleted().iterator().next().directoryId());
        }
      } else {
        references.deleted().forEach(this::removeName);
        if (parked) {
          commands.unlink(livePath);
        }
      }
    }

    private void removeDirectory() {
      if (removals.canRemove(progress.id())) {
        commands.rmdir(livePath);
      } else if (!parked) {
        byte[] orphan = paths.unique(progress.number(), progress.generation());
        commands.rename(livePath, orphan);
        progress.setCachedPath(orphan);
        parked = true;
      }
      references.deleted().forEach(reference -> touched.add(reference.directoryId()));
    }

    private void removeName(Reference reference) {
      boolean taken =
          overwrites.didOverwrite(
              reference.directory(),
              reference.directoryGeneration(),
              progress.number(),
              progress.generation(),
              reference.name());
      if (!taken) {
        if (orphanedAncestor) {
          reference.refresh(paths);
        }
        commands.unlink(reference.fullPath());
        byte[] cached = progress.cachedPath();
        if (cached != null && PathBytes.startsWith(reference.fullPath(), cached)) {
          progress.forgetCachedPath();
        }
      }
      touched.add(reference.directoryId());
    }

    void visitTouchedDirectories() {
      for (InodeId directory : touched) {
        if (Long.compareUnsigned(directory.number(), progress.number()) > 0) {
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
            // handled at its own turn
          }
        }
      }
    }
  }
}
