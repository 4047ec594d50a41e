package io.btrsend.engine.send;

import io.btrsend.engine.filesystem.Inode;
import io.btrsend.engine.filesystem.Subvolume;
import io.btrsend.engine.format.ItemType;

/**
 * Decides whether the current inode is complete, and sends what comes last for it. Evaluated before
 * every reported item and once at the end; it has no memory of having finished an inode already.
 * Source: send semantics 9.
 */
final class InodeFinish {
  private final SendOptions options;
  private final Subvolume left;
  private final Subvolume right;
  private final SendProgress progress;
  private final Paths paths;
  private final Commands commands;
  private final ReferenceLists references;
  private final ReferenceProcessing processing;
  private final WaitingMoves waitingMoves;
  private final DirectoryMoves moves;
  private final DirectoryTimes times;
  private final HoleDetection holes;

  /** {@code right} is the parent, or null. */
  InodeFinish(
      SendOptions options,
      Subvolume left,
      Subvolume right,
      SendProgress progress,
      Paths paths,
      Commands commands,
      ReferenceLists references,
      ReferenceProcessing processing,
      WaitingMoves waitingMoves,
      DirectoryMoves moves,
      DirectoryTimes times,
      HoleDetection holes) {
    this.options = options;
    this.left = left;
    this.right = right;
    this.progress = progress;
    this.paths = paths;
    this.commands = commands;
    this.references = references;
    this.processing = processing;
    this.waitingMoves = waitingMoves;
    this.moves = moves;
    this.times = times;
    this.holes = holes;
  }

  /** Evaluates with the item that comes next. */
  void beforeItem(long objectid, int type) {
    boolean sameInode = progress.started() && objectid == progress.number();
    evaluate(sameInode, sameInode && type <= ItemType.INODE_EXTREF);
  }

  /** Evaluates at the end of the walk. */
  void atEnd() {
    evaluate(false, false);
  }

  private void evaluate(boolean moreOfInode, boolean moreReferences) {
    if (progress.isIgnored()) {
      return;
    }
    if (progress.started() && !references.isEmpty() && !moreReferences) {
      boolean pending = processing.process();
      if (!pending) {
        progress.finishCurrent();
      }
    }
    if (progress.started() && !progress.isDeleted() && !moreOfInode) {
      finish();
    }
    times.trim();
  }

  private void finish() {
    Inode now = Lookups.inode(left, progress.number());
    Inode before =
        right == null || progress.isNew() ? null : Lookups.inode(right, progress.number());
    if (progress.isRegular()) {
      boolean truncate = needsTruncate(before);
      holes.beforeEnd();
      if (truncate) {
        commands.truncate(paths.ofCurrentInode(), progress.size());
      }
    }
    sendMetadata(now, before);
    if (!waitingMoves.contains(progress.number())) {
      moves.performPending();
      progress.finishCurrent();
      sendTimes(now);
    }
  }

  private boolean needsTruncate(Inode before) {
    long size = progress.size();
    boolean writtenToEnd = progress.nextWriteOffset() == size;
    if (before == null) {
      return !writtenToEnd;
    }
    return size != before.size() && !(size > before.size() && writtenToEnd);
  }

  private void sendMetadata(Inode now, Inode before) {
    if (before == null || now.uid() != before.uid() || now.gid() != before.gid()) {
      commands.chown(paths.ofCurrentInode(), now);
    }
    if (!progress.isSymlink()) {
      if (before == null || now.mode() != before.mode()) {
        commands.chmod(paths.ofCurrentInode(), now.mode());
      }
      if (options.version() >= 2 && before != null && now.flags() != before.flags()) {
        commands.fileAttributes(paths.ofCurrentInode(), now.flags());
      }
    }
    byte[] capability =
        progress.mayHaveAttributes()
            ? left.xattr(progress.number(), XattrCommands.CAPABILITY)
            : null;
    if (capability != null) {
      commands.setXattr(paths.ofCurrentInode(), XattrCommands.CAPABILITY, capability);
    }
  }

  /** The times of a directory with entries may change again, so they wait. */
  private void sendTimes(Inode now) {
    if (progress.isDirectory() && progress.size() > 0) {
      times.schedule(progress.id());
    } else {
      commands.utimes(paths.ofCurrentInode(), now);
    }
  }
}
