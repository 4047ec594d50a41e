package io.btrsend.engine.send;

import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.SendException;
import io.btrsend.engine.SendException.Reason;
import io.btrsend.engine.filesystem.Inode;
import io.btrsend.engine.filesystem.Link;
import io.btrsend.engine.filesystem.Links;
import io.btrsend.engine.filesystem.Subvolume;
import io.btrsend.engine.filesystem.Xattr;
import io.btrsend.engine.format.FileMode;
import io.btrsend.engine.format.ItemType;
import io.btrsend.engine.format.ObjectId;
import io.btrsend.engine.send.ReferenceLists.Reference;
import io.btrsend.engine.stream.CommandWriter;
import io.btrsend.engine.tree.TreeBlock;
import io.btrsend.engine.tree.TreeDiff.Change;
import java.util.List;
import java.util.function.Consumer;

/**
 * The third stage, and the only one with a memory: makes every decision of the send, in the order
 * of the walk. Names and what became of them show in the stream long after, so everything here
 * happens on one thread, one item after the other; what is dear was gathered before, and file bytes
 * are only named, for renderers to fetch.
 *
 * <p>This class leads each reported item to the class that owns the question. For one thread.
 * Source: send semantics 3.3, 4.
 */
public final class Resolver {
  private final SendSession session;
  private final Subvolume left;
  private final Subvolume right;
  private final SendProgress progress = new SendProgress();
  private final ReferenceLists references = new ReferenceLists();
  private final CommandLog log;
  private final Commands commands;
  private final Paths paths;
  private final InodeCreation creation;
  private final ReferenceProcessing processing;
  private final ExtentGathering gathering;
  private final HoleDetection holes;
  private final ExtentSender extents;
  private final XattrCommands xattrs;
  private final DirectoryTimes times;
  private final InodeFinish finish;
  private final Consumer<Link> recordNew = this::recordNew;
  private final Consumer<Link> recordDeleted = this::recordDeleted;
  private boolean begun;
  private boolean finished;
  private boolean over;
  private long bytes;
  private long commandCount;

  Resolver(SendSession session) {
    this.session = session;
    SendOptions options = session.request().options();
    int sectorSize = session.sectorSize();
    left = session.openSubvolume();
    right = session.openParent();
    log = new CommandLog(options.version(), session.sizes().segmentBytes());
    commands = new Commands(options.version(), sectorSize, log);

    InodeStates states = new InodeStates(left, right, progress);
    WaitingMoves waitingMoves = new WaitingMoves();
    OrphanDirectories orphans = new OrphanDirectories();
    Overwrites overwrites = new Overwrites(left, right, progress, states, waitingMoves);
    paths = new Paths(left, right, progress, states, overwrites, waitingMoves, orphans);
    times = new DirectoryTimes(left, paths, commands);
    creation = new InodeCreation(left, progress, paths, commands);
    DirectoryRemovals removals = new DirectoryRemovals(right, progress, waitingMoves, orphans);
    DirectoryMoves moves =
        new DirectoryMoves(
            left,
            right,
            progress,
            paths,
            commands,
            references,
            waitingMoves,
            orphans,
            removals,
            times);
    processing =
        new ReferenceProcessing(
            right,
            progress,
            states,
            overwrites,
            paths,
            commands,
            references,
            creation,
            waitingMoves,
            moves,
            removals,
            times);

    ParentExtents parentExtents = right == null ? null : new ParentExtents(right, sectorSize);
    holes = new HoleDetection(options, progress, paths, commands, left, parentExtents, sectorSize);
    gathering = session.extentGathering();
    CloneChoice cloneChoice = new CloneChoice(progress, left.id(), session.openCloneRoots());
    extents =
        new ExtentSender(
            options,
            progress,
            paths,
            commands,
            left,
            right != null,
            holes,
            cloneChoice,
            gathering,
            sectorSize);
    xattrs = new XattrCommands(paths, commands);
    finish =
        new InodeFinish(
            options,
            left,
            right,
            progress,
            paths,
            commands,
            references,
            processing,
            waitingMoves,
            moves,
            times,
            holes);
  }

  /** Decides about the next slice of the walk; slices must come in the order of the walk. */
  public void accept(GatheredBatch batch) {
    begin();
    List<ReportedItem> items = batch.items();
    for (int i = 0; i < items.size(); i++) {
      handle(items.get(i), batch.facts(i));
    }
  }

  /** Decides about what comes after the last slice; doing so again changes nothing. */
  public void finish() {
    if (finished) {
      return;
    }
    begin();
    finish.atEnd();
    times.flush();
    if (!session.request().options().omitEnd()) {
      commands.endOfStream();
    }
    finished = true;
  }

  /**
   * The next segment that is complete, or null if more slices are needed; after {@link #finish},
   * null means the end of the stream. Segments come into being as they are polled, so a caller
   * bounds memory by polling no further than it has room, and accepting no slice before it has
   * polled null.
   */
  public Segment poll() {
    Segment segment = log.poll(finished);
    if (segment != null) {
      bytes += segment.size();
      commandCount += segment.commandCount();
    } else {
      over = finished;
    }
    return segment;
  }

  /** Whether {@link #poll} has come to the end of the stream. */
  public boolean isOver() {
    return over;
  }

  /** What the segments polled so far hold. */
  public SendReport report() {
    return new SendReport(bytes, commandCount);
  }

  private void begin() {
    if (begun) {
      return;
    }
    begun = true;
    SendRequest request = session.request();
    if (!request.options().omitHeader()) {
      log.streamHeader(CommandWriter.streamHeader(request.options().version()));
    }
    if (request.parent() == null) {
      commands.subvol(request.subvolume());
    } else {
      commands.snapshot(request.subvolume(), request.parent());
    }
  }

  private void handle(ReportedItem item, ExtentFacts facts) {
    int type = item.type();
    Change change = item.change();
    if (change == Change.SAME) {
      if (type == ItemType.EXTENT_DATA) {
        holes.beforeItem(item.left(), item.leftSlot());
        return;
      }
      if (!parentWasRecreated(item)) {
        return;
      }
      change = Change.CHANGED;
    }
    finish.beforeItem(item.objectid(), type);
    if (item.objectid() == ObjectId.FREE_INO || item.objectid() == ObjectId.FREE_SPACE) {
      return;
    }
    if (type == ItemType.INODE_ITEM) {
      startInode(item);
    } else if (!progress.isIgnored()) {
      handleItemOfInode(item, change, facts);
    }
  }

  private void handleItemOfInode(ReportedItem item, Change change, ExtentFacts facts) {
    switch (item.type()) {
      case ItemType.INODE_REF, ItemType.INODE_EXTREF -> {
        checkBelongs(item);
        if (!progress.isNewGeneration() && !progress.isTop()) {
          recordReferences(item, change);
        }
      }
      case ItemType.XATTR_ITEM -> {
        checkBelongs(item);
        if (!progress.isNewGeneration() && !progress.isDeleted()) {
          handleXattrs(item, change);
        }
      }
      case ItemType.EXTENT_DATA -> {
        boolean wanted =
            item.objectid() == progress.number()
                && !progress.isNewGeneration()
                && !progress.isDeleted()
                && change != Change.DELETED;
        if (wanted) {
          extents.send(facts != null ? facts : gathering.gather(item.left(), item.leftSlot()));
        }
      }
      default -> {
        // directory entries, orphan items and others only make finishing be evaluated
      }
    }
  }

  private void checkBelongs(ReportedItem item) {
    if (item.objectid() != progress.number()) {
      throw new SendException(
          Reason.FAILED,
          "subvolume "
              + left.id()
              + " has names or attributes of inode "
              + Long.toUnsignedString(item.objectid())
              + " without an inode item before them");
    }
  }

  /** Whether an unchanged name lies in a directory that is another inode now. */
  private boolean parentWasRecreated(ReportedItem item) {
    boolean[] recreated = new boolean[1];
    Links.forEach(
        item.left(),
        item.leftSlot(),
        link -> {
          if (!recreated[0]) {
            recreated[0] =
                Lookups.generation(left, link.parent()) != Lookups.generation(right, link.parent());
          }
        });
    return recreated[0];
  }

  private void recordReferences(ReportedItem item, Change change) {
    if (change != Change.DELETED) {
      Links.forEach(item.left(), item.leftSlot(), recordNew);
    }
    if (change != Change.NEW) {
      Links.forEach(item.right(), item.rightSlot(), recordDeleted);
    }
  }

  private void recordNew(Link link) {
    references.recordNew(reference(left, link));
  }

  private void recordDeleted(Link link) {
    references.recordDeleted(reference(right, link));
  }

  private Reference reference(Subvolume tree, Link link) {
    long generation = Lookups.directoryGeneration(tree, link.parent());
    Reference reference = new Reference(link.parent(), generation, link.name());
    reference.refresh(paths);
    return reference;
  }

  private void handleXattrs(ReportedItem item, Change change) {
    progress.noteAttributes();
    switch (change) {
      case NEW -> xattrs.added(Xattr.readAll(item.left(), item.leftSlot()));
      case DELETED -> xattrs.deleted(Xattr.readAll(item.right(), item.rightSlot()));
      case CHANGED ->
          xattrs.changed(
              Xattr.readAll(item.left(), item.leftSlot()),
              Xattr.readAll(item.right(), item.rightSlot()));
      case SAME -> {
        // the walk does not hand on attributes that are the same
      }
    }
  }

  private void startInode(ReportedItem item) {
    long number = item.objectid();
    progress.start(number);
    Inode now = item.left() == null ? null : left.inode(item.left(), item.leftSlot());
    Inode before = item.right() == null ? null : right.inode(item.right(), item.rightSlot());
    if (progress.isTop()) {
      requireTop(left, now);
      if (before != null) {
        requireTop(right, before);
      }
    }
    switch (item.change()) {
      case NEW -> startNew(now);
      case DELETED -> progress.becomeDeleted(before);
      case CHANGED -> startChanged(now, before);
      case SAME -> {
        // the walk does not hand on inode items that are the same
      }
    }
  }

  private static void requireTop(Subvolume tree, Inode top) {
    if (top == null || top.links() == 0 || !FileMode.isDirectory(top.mode())) {
      throw new CorruptFilesystemException("subvolume " + tree.id() + ": has no top directory");
    }
  }

  private void startNew(Inode now) {
    if (now.links() == 0) {
      progress.becomeIgnored();
      return;
    }
    progress.becomeNew(now);
    if (!progress.isTop()) {
      creation.createCurrent();
    }
  }

  private void startChanged(Inode now, Inode before) {
    boolean otherInode = now.generation() != before.generation() && !progress.isTop();
    boolean livesNow = now.links() > 0;
    boolean livedBefore = before.links() > 0;
    if (!livesNow && !livedBefore) {
      progress.becomeIgnored();
    } else if (otherInode || !livesNow || !livedBefore) {
      progress.becomeNewGeneration();
      if (livedBefore) {
        deleteOldGeneration(before);
      }
      if (livesNow) {
        createNewGeneration(now);
      }
    } else {
      progress.becomeChanged(now);
    }
  }

  private void deleteOldGeneration(Inode before) {
    progress.becomeDeleted(before);
    right.forEachLink(before.number(), recordDeleted);
    processing.process();
  }

  private void createNewGeneration(Inode now) {
    long number = now.number();
    progress.becomeNew(now);
    creation.createCurrent();
    left.forEachLink(number, recordNew);
    processing.process();
    progress.finishCurrent();
    left.forEachItem(number, ItemType.EXTENT_DATA, ItemType.EXTENT_DATA, this::sendExtent);
    left.forEachItem(
        number,
        ItemType.XATTR_ITEM,
        ItemType.XATTR_ITEM,
        (leaf, slot) -> {
          progress.noteAttributes();
          xattrs.added(Xattr.readAll(leaf, slot));
        });
  }

  private void sendExtent(TreeBlock leaf, int slot) {
    extents.send(gathering.gather(leaf, slot));
  }
}
