package io.btrsend.engine.send;

import io.btrsend.engine.SendException;
import io.btrsend.engine.SendException.Reason;
import io.btrsend.engine.extent.Backrefs;
import io.btrsend.engine.extent.ExtentReader;
import io.btrsend.engine.extent.UnreadableData;
import io.btrsend.engine.extent.UnreadableRange;
import io.btrsend.engine.filesystem.FilePaths;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.Subvolume;
import io.btrsend.engine.filesystem.SubvolumeInfo;
import io.btrsend.engine.send.gather.ExtentGathering;
import io.btrsend.engine.send.gather.Gatherer;
import io.btrsend.engine.send.gather.ParentExtents;
import io.btrsend.engine.send.render.Renderer;
import io.btrsend.engine.send.resolve.Resolver;
import io.btrsend.engine.send.walk.TreeWalk;
import java.nio.charset.StandardCharsets;

/**
 * A validated request for one stream of one filesystem. It creates the stages of the send.
 * Immutable and thread-safe; each object that it returns is for one thread. It does not close the
 * filesystem.
 */
public final class SendSession {
  private final Filesystem filesystem;
  private final SendRequest request;
  private final UnreadableData policy;
  private final StageSizes sizes;
  private final OutputPart part;

  private SendSession(
      Filesystem filesystem,
      SendRequest request,
      UnreadableData policy,
      StageSizes sizes,
      OutputPart part) {
    this.sizes = sizes;
    this.filesystem = filesystem;
    this.request = request;
    this.policy = policy == UnreadableData.FAIL ? this::fail : policy;
    this.part = part;
  }

  /** Opens a session that fails at unreadable file data. */
  public static SendSession open(Filesystem filesystem, SendRequest request) {
    return open(filesystem, request, UnreadableData.FAIL);
  }

  /**
   * Like {@link #open(Filesystem, SendRequest, UnreadableData, StageSizes)} with the default sizes.
   */
  public static SendSession open(
      Filesystem filesystem, SendRequest request, UnreadableData policy) {
    return open(filesystem, request, policy, StageSizes.USUAL);
  }

  /**
   * Checks that all subvolumes of the request are read-only, but for the one to send if the options
   * say so, and not being deleted.
   *
   * @param policy receives unreadable ranges of files, from several threads at a time
   * @param sizes the sizes of batches and segments
   * @throws SendException {@link Reason#NOT_READ_ONLY} if a subvolume fails that check, {@link
   *     Reason#FAILED} if the subvolume to send has no name, like the top level
   */
  public static SendSession open(
      Filesystem filesystem, SendRequest request, UnreadableData policy, StageSizes sizes) {
    boolean writable = request.options().allowWritable();
    checkUsable(filesystem, request.subvolume(), writable);
    if (request.parent() != null) {
      checkUsable(filesystem, request.parent(), false);
    }
    request.cloneSources().forEach(source -> checkUsable(filesystem, source, false));
    if (request.subvolume().name().length == 0 && !writable) {
      throw new SendException(
          Reason.FAILED,
          "subvolume " + request.subvolume().id() + " has no name, so it cannot be sent");
    }
    return new SendSession(filesystem, request, policy, sizes, OutputPart.WHOLE);
  }

  private static void checkUsable(
      Filesystem filesystem, SubvolumeInfo subvolume, boolean writable) {
    if ((subvolume.readOnly() || writable) && !subvolume.dead()) {
      return;
    }
    byte[] path = filesystem.subvolumes().path(subvolume);
    throw new SendException(
        Reason.NOT_READ_ONLY,
        "subvolume "
            + subvolume.id()
            + " ("
            + new String(path, StandardCharsets.UTF_8)
            + ") is "
            + (subvolume.dead() ? "being deleted" : "not read-only"));
  }

  /** The same send, of which only a part is written; {@link OutputPart#NONE} to plan it. */
  public SendSession writing(OutputPart wanted) {
    return new SendSession(filesystem, request, policy, sizes, wanted);
  }

  public SendRequest request() {
    return request;
  }

  /** Creates the first stage; one per session. */
  public TreeWalk walk() {
    SubvolumeInfo parent = request.parent();
    return new TreeWalk(
        filesystem.blocks(),
        request.subvolume().root(),
        parent == null ? null : parent.root(),
        sizes);
  }

  /** Creates a second stage; one per thread. */
  public Gatherer gatherer() {
    return new Gatherer(extentGathering());
  }

  /** Creates what announces the reads of later stages; one per thread. */
  public ExpectedReads expectedReads() {
    return new ExpectedReads(filesystem);
  }

  /** Creates the third stage; one per session. */
  public Resolver resolver() {
    return new Resolver(
        request, filesystem.blocks(), extentGathering(), sectorSize(), sizes.segmentBytes(), part);
  }

  /** Creates a fourth stage; one per thread. */
  public Renderer renderer() {
    return new Renderer(new ExtentReader(filesystem, policy));
  }

  /** Fails with an error that names the file by its path. */
  private void fail(UnreadableRange range) {
    byte[] subvolume = filesystem.subvolumes().path(request.subvolume());
    long inode = range.extent().inode();
    byte[] file = FilePaths.of(open(request.subvolume()), inode);
    throw range.failureOf(
        "subvolume %s, file %s, offset %s"
            .formatted(
                new String(subvolume, StandardCharsets.UTF_8),
                file.length == 0
                    ? "without a name (inode " + Long.toUnsignedString(inode) + ")"
                    : new String(file, StandardCharsets.UTF_8),
                Long.toUnsignedString(range.fileOffset())));
  }

  private Subvolume open(SubvolumeInfo info) {
    return new Subvolume(filesystem.blocks(), info);
  }

  private int sectorSize() {
    return filesystem.volume().sectorSize();
  }

  private ExtentGathering extentGathering() {
    ParentExtents parentExtents =
        request.parent() == null ? null : new ParentExtents(open(request.parent()), sectorSize());
    return new ExtentGathering(
        new Backrefs(filesystem), parentExtents, request.cloneSources().size() + 1);
  }
}
