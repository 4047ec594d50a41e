package io.btrsend.engine.send.resolve;

import io.btrsend.engine.filesystem.Inode;
import io.btrsend.engine.filesystem.Subvolume;
import io.btrsend.engine.format.ItemType;
import io.btrsend.engine.send.SendOptions;

/**
 * Decides whether the current inode is complete, and sends its final commands. Evaluated before
 * every reported item and once at the end; it does not remember whether it has already finished an
 * inode. Source: send semantics 9.
 */
final class InodeFinish {
  private final SendOptions options;
  private final Subvolume sent;
  private final Subvolume parent;
  private final SendProgress progress;
  private final CurrentInode current;
  private final Paths paths;
  private final Commands commands;
  private final ReferenceLists references;
  private final ReferenceProcessing processing;
  private final WaitingMoves waitingMoves;
  private final DirectoryMoves moves;
  private final DirectoryTimes times;
  private final HoleDetection holes;

  InodeFinish(
      SendState state,
      Paths paths,
      Commands commands,
      ReferenceProcessing processing,
      Directories directories,
      HoleDetection holes) {
    this.options = state.options();
    this.sent = state.sent();
    this.parent = state.parent();
    this.progress = state.progress();
    this.current = state.current();
    this.references = state.references();
    this.waitingMoves = state.waitingMoves();
    this.paths = paths;
    this.commands = commands;
    this.processing = processing;
    this.moves = directories.moves();
    this.times = directories.times();
    this.holes = holes;
  }

  /** Evaluates before the next item. */
  void beforeItem(long objectid, int type) {
    boolean sameInode = current.started() && objectid == current.number();
    evaluate(sameInode, sameInode && type <= ItemType.INODE_EXTREF);
  }

  /** Evaluates at the end of the walk. */
  void atEnd() {
    evaluate(false, false);
  }

  private void evaluate(boolean moreOfInode, boolean moreReferences) {
    if (current.isIgnored()) {
      return;
    }
    if (current.started() && !references.isEmpty() && !moreReferences) {
      boolean pending = processing.process();
      if (!pending) {
        progress.pass(current.number());
      }
    }
    if (current.started() && !current.isDeleted() && !moreOfInode) {
      finish();
    }
    times.trim();
  }

  private void finish() {
    Inode now = RequiredLookups.inode(sent, current.number());
    Inode before =
        parent == null || current.isNew() ? null : RequiredLookups.inode(parent, current.number());
    if (current.isRegular()) {
      boolean truncate = needsTruncate(before);
      holes.beforeEnd();
      if (truncate) {
        commands.truncate(paths.ofCurrentInode(), current.size());
      }
    }
    sendMetadata(now, before);
    if (!waitingMoves.contains(current.number())) {
      moves.performPending();
      progress.pass(current.number());
      sendTimes(now);
    }
  }

  private boolean needsTruncate(Inode before) {
    long size = current.size();
    boolean writtenToEnd = current.nextWriteOffset() == size;
    if (before == null) {
      return !writtenToEnd;
    }
    return size != before.size() && !(size > before.size() && writtenToEnd);
  }

  private void sendMetadata(Inode now, Inode before) {
    if (before == null || now.uid() != before.uid() || now.gid() != before.gid()) {
      commands.chown(paths.ofCurrentInode(), now);
    }
    if (!current.isSymlink()) {
      if (before == null || now.mode() != before.mode()) {
        commands.chmod(paths.ofCurrentInode(), now.mode());
      }
      if (options.version() >= 2 && before != null && now.flags() != before.flags()) {
        commands.fileAttributes(paths.ofCurrentInode(), now.flags());
      }
    }
    byte[] capability =
        current.mayHaveAttributes() ? sent.xattr(current.number(), XattrCommands.CAPABILITY) : null;
    if (capability != null) {
      commands.setXattr(paths.ofCurrentInode(), XattrCommands.CAPABILITY, capability);
    }
  }

  /** The times of a directory with entries may change again, so they are sent later. */
  private void sendTimes(Inode now) {
    if (current.isDirectory() && current.size() > 0) {
      times.schedule(current.id());
    } else {
      commands.utimes(paths.ofCurrentInode(), now);
    }
  }
}
