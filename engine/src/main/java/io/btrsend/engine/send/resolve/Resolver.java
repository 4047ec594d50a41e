package io.btrsend.engine.send.resolve;

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
import io.btrsend.engine.send.OutputPart;
import io.btrsend.engine.send.SendOptions;
import io.btrsend.engine.send.SendReport;
import io.btrsend.engine.send.SendRequest;
import io.btrsend.engine.send.gather.ExtentFacts;
import io.btrsend.engine.send.gather.ExtentGathering;
import io.btrsend.engine.send.gather.GatheredBatch;
import io.btrsend.engine.send.render.Segment;
import io.btrsend.engine.send.resolve.ReferenceLists.Reference;
import io.btrsend.engine.send.walk.ReportedItem;
import io.btrsend.engine.stream.CommandWriter;
import io.btrsend.engine.tree.BlockReader;
import io.btrsend.engine.tree.TreeBlock;
import io.btrsend.engine.tree.TreeDiff.Change;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * The third stage and the only stateful one: makes all decisions of the send, in the order of the
 * walk. Decisions about names affect the stream until its end, so one thread handles the items one
 * by one. Expensive facts were gathered before, and file data is only referenced; renderers read
 * it.
 *
 * <p>This class dispatches each reported item to the class responsible for it. For one thread.
 * Source: send semantics 3.3, 4.
 */
public final class Resolver {
  private final SendRequest request;
  private final Subvolume sent;
  private final Subvolume parent;
  private final SendProgress progress;
  private final CurrentInode current;
  private final ReferenceLists references;
  private final DecidedStream stream;
  private final CommandLog log;
  private final Queue<Segment> takenBack = new ArrayDeque<>();
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

  /**
   * Creates the resolver of one send.
   *
   * @param blocks the tree blocks of the filesystem
   * @param gathering used for items whose facts were not gathered before; owned by the resolver
   * @param sectorSize bytes
   * @param segmentBytes the approximate size of a segment in bytes of stream
   * @param part what of the output is made into segments
   */
  public Resolver(
      SendRequest request,
      BlockReader blocks,
      ExtentGathering gathering,
      int sectorSize,
      int segmentBytes,
      OutputPart part) {
    this.request = request;
    this.gathering = gathering;
    SendOptions options = request.options();
    sent = new Subvolume(blocks, request.subvolume());
    parent = request.parent() == null ? null : new Subvolume(blocks, request.parent());
    SendState state = new SendState(options, sent, parent, sectorSize);
    progress = state.progress();
    current = state.current();
    references = state.references();
    stream = new DecidedStream(part);
    log = new CommandLog(options.version(), segmentBytes, stream);
    commands = new Commands(options.version(), sectorSize, log, stream);

    Names names = Names.of(state);
    paths = names.paths();
    Directories directories = Directories.of(state, paths, commands);
    times = directories.times();
    creation = new InodeCreation(state, paths, commands);
    processing = new ReferenceProcessing(state, names, commands, creation, directories);
    holes = new HoleDetection(state, paths, commands);
    CloneChoice cloneChoice = new CloneChoice(state, CloneRoot.openAll(request, blocks));
    extents = new ExtentSender(state, paths, commands, holes, cloneChoice, gathering);
    xattrs = new XattrCommands(paths, commands);
    finish = new InodeFinish(state, paths, commands, processing, directories, holes);
  }

  /** Resolves the next batch of the walk. Batches must come in the order of the walk. */
  public void accept(GatheredBatch batch) {
    begin();
    List<ReportedItem> items = batch.items();
    for (int i = 0; i < items.size(); i++) {
      handle(items.get(i), batch.facts(i));
    }
  }

  /** Resolves what follows the last batch; further calls have no effect. */
  public void finish() {
    if (finished) {
      return;
    }
    begin();
    finish.atEnd();
    times.flush();
    if (!request.options().omitEnd()) {
      commands.endOfStream();
    }
    finished = true;
  }

  /**
   * The next complete segment, or null if more batches are needed; after {@link #finish}, null
   * means the end of the stream. Segments are created as they are polled. A caller bounds memory by
   * polling only while it has room and by passing the next batch only after a null.
   */
  public Segment poll() {
    if (!takenBack.isEmpty()) {
      return takenBack.remove();
    }
    Segment segment = log.poll(finished);
    if (segment == null) {
      over = finished;
    }
    return segment;
  }

  /** Takes back segments that were polled last, to be polled again in the same order. */
  public void takeBack(Collection<Segment> segments) {
    takenBack.addAll(segments);
    over = over && segments.isEmpty();
  }

  /** Whether {@link #poll} has reached the end of the stream. */
  public boolean isOver() {
    return over;
  }

  /** The bytes of the stream that are decided so far; cheaper than a report. */
  public long bytes() {
    return stream.bytes();
  }

  /**
   * What is decided so far; the report of the whole stream once {@link #isOver}. Until then, its
   * counts may be ahead of its bytes and commands.
   */
  public SendReport report() {
    return stream.report();
  }

  private void begin() {
    if (begun) {
      return;
    }
    begun = true;
    if (!request.options().omitHeader()) {
      byte[] header = CommandWriter.streamHeader(request.options().version());
      log.streamHeader(header);
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
        holes.beforeItem(item.sent(), item.sentSlot());
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
    } else if (!current.isIgnored()) {
      handleItemOfInode(item, change, facts);
    }
  }

  private void handleItemOfInode(ReportedItem item, Change change, ExtentFacts facts) {
    switch (item.type()) {
      case ItemType.INODE_REF, ItemType.INODE_EXTREF -> {
        checkBelongs(item);
        if (!current.isNewGeneration() && !current.isTop()) {
          recordReferences(item, change);
        }
      }
      case ItemType.XATTR_ITEM -> {
        checkBelongs(item);
        if (!current.isNewGeneration() && !current.isDeleted()) {
          handleXattrs(item, change);
        }
      }
      case ItemType.EXTENT_DATA -> {
        boolean wanted =
            item.objectid() == current.number()
                && !current.isNewGeneration()
                && !current.isDeleted()
                && change != Change.DELETED;
        if (wanted) {
          extents.send(facts != null ? facts : gathering.gather(item.sent(), item.sentSlot()));
        }
      }
      default -> {
        // directory entries, orphan items and others only trigger the check whether the inode is
        // finished
      }
    }
  }

  private void checkBelongs(ReportedItem item) {
    if (item.objectid() != current.number()) {
      throw new SendException(
          Reason.DAMAGED,
          "subvolume "
              + sent.id()
              + " has names or attributes of inode "
              + Long.toUnsignedString(item.objectid())
              + " without an inode item before them");
    }
  }

  /** Whether an unchanged name is in a directory that is a different inode now. */
  private boolean parentWasRecreated(ReportedItem item) {
    boolean[] recreated = new boolean[1];
    Links.forEach(
        item.sent(),
        item.sentSlot(),
        link -> {
          if (!recreated[0]) {
            recreated[0] =
                RequiredLookups.generation(sent, link.parent())
                    != RequiredLookups.generation(parent, link.parent());
          }
        });
    return recreated[0];
  }

  private void recordReferences(ReportedItem item, Change change) {
    if (change != Change.DELETED) {
      Links.forEach(item.sent(), item.sentSlot(), recordNew);
    }
    if (change != Change.NEW) {
      Links.forEach(item.parent(), item.parentSlot(), recordDeleted);
    }
  }

  private void recordNew(Link link) {
    references.recordNew(reference(sent, link));
  }

  private void recordDeleted(Link link) {
    references.recordDeleted(reference(parent, link));
  }

  private Reference reference(Subvolume tree, Link link) {
    long generation = RequiredLookups.directoryGeneration(tree, link.parent());
    Reference reference = new Reference(link.parent(), generation, link.name());
    reference.refresh(paths);
    return reference;
  }

  private void handleXattrs(ReportedItem item, Change change) {
    current.noteAttributes();
    switch (change) {
      case NEW -> xattrs.added(Xattr.readAll(item.sent(), item.sentSlot()));
      case DELETED -> xattrs.deleted(Xattr.readAll(item.parent(), item.parentSlot()));
      case CHANGED ->
          xattrs.changed(
              Xattr.readAll(item.sent(), item.sentSlot()),
              Xattr.readAll(item.parent(), item.parentSlot()));
      case SAME -> {
        // the walk does not report unchanged attributes
      }
    }
  }

  private void startInode(ReportedItem item) {
    long number = item.objectid();
    current.start(number);
    progress.setProgress(number);
    Inode now = item.sent() == null ? null : sent.inode(item.sent(), item.sentSlot());
    Inode before = item.parent() == null ? null : parent.inode(item.parent(), item.parentSlot());
    if (current.isTop()) {
      requireTop(sent, now);
      if (before != null) {
        requireTop(parent, before);
      }
    }
    switch (item.change()) {
      case NEW -> startNew(now);
      case DELETED -> startDeleted(before);
      case CHANGED -> startChanged(now, before);
      case SAME -> {
        // the walk does not report unchanged inode items
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
      current.becomeIgnored();
      return;
    }
    current.becomeNew(now);
    stream.countCreated();
    if (!current.isTop()) {
      creation.createCurrent();
    }
  }

  private void startDeleted(Inode before) {
    current.becomeDeleted(before);
    stream.countDeleted();
  }

  private void startChanged(Inode now, Inode before) {
    boolean otherInode = now.generation() != before.generation() && !current.isTop();
    boolean livesNow = now.links() > 0;
    boolean livedBefore = before.links() > 0;
    if (!livesNow && !livedBefore) {
      current.becomeIgnored();
    } else if (otherInode || !livesNow || !livedBefore) {
      current.becomeNewGeneration();
      if (livedBefore) {
        deleteOldGeneration(before);
      }
      if (livesNow) {
        createNewGeneration(now);
      }
    } else {
      current.becomeChanged(now);
      stream.countChanged();
    }
  }

  private void deleteOldGeneration(Inode before) {
    startDeleted(before);
    parent.forEachLink(before.number(), recordDeleted);
    processing.process();
  }

  private void createNewGeneration(Inode now) {
    long number = now.number();
    current.becomeNew(now);
    stream.countCreated();
    creation.createCurrent();
    sent.forEachLink(number, recordNew);
    processing.process();
    progress.pass(current.number());
    sent.forEachItem(number, ItemType.EXTENT_DATA, ItemType.EXTENT_DATA, this::sendExtent);
    sent.forEachItem(
        number,
        ItemType.XATTR_ITEM,
        ItemType.XATTR_ITEM,
        (leaf, slot) -> {
          current.noteAttributes();
          xattrs.added(Xattr.readAll(leaf, slot));
        });
  }

  private void sendExtent(TreeBlock leaf, int slot) {
    extents.send(gathering.gather(leaf, slot));
  }
}
