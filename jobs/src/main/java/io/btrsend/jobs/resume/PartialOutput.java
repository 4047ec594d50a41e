package io.btrsend.jobs.resume;

import io.btrsend.engine.SendException;
import io.btrsend.engine.SendException.Reason;
import io.btrsend.engine.StreamFormatException;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.send.ComparedStart;
import io.btrsend.engine.send.OutputPart;
import io.btrsend.engine.send.SendRequest;
import io.btrsend.engine.send.SkippedRanges;
import io.btrsend.engine.send.SkippedRanges.Spot;
import io.btrsend.engine.stream.ForwardingChannel;
import io.btrsend.engine.stream.ResumeToken;
import io.btrsend.engine.stream.StreamPoint;
import io.btrsend.engine.stream.StreamReader;
import io.btrsend.jobs.output.Output;
import io.btrsend.jobs.output.Outputs;
import io.btrsend.jobs.output.StorageClaims;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The output of a send that can be gone on with after an interruption of any kind. Until it is
 * complete, its bytes are in {@code FILE.partial}, and {@code FILE.partial.json} says what they
 * are.
 *
 * <p>For one thread, but for what its channel does itself.
 */
public final class PartialOutput {
  private final Path target;
  private final ResumeToken token;
  private final Tail tail;
  private final Checkpoints channel;

  private PartialOutput(
      Path target, PartialRecord content, ResumeToken token, Output output, SkippedRanges skipped) {
    this.target = target;
    this.token = token;
    long end = token.point().bytes();
    this.tail = new Tail(output.channel(), end);
    this.channel =
        new Checkpoints(
            new PartialFile(target, output.channel(), content),
            tail,
            end,
            skipped,
            Checkpoints.MAX_BYTES);
  }

  /**
   * Begins a new output.
   *
   * @param asked what it is to hold
   * @param skipped gets what is skipped
   * @throws SendException {@link Reason#INVALID} if a partial file exists
   * @throws IOException if it cannot be made
   */
  public static PartialOutput begin(
      Path file, PartialRecord asked, SkippedRanges skipped, Outputs outputs, StorageClaims claims)
      throws IOException {
    Path target = Outputs.destination(file);
    Path partial = PartialFile.partialOf(target);
    boolean exists = Files.exists(partial);
    if (exists && (Files.exists(PartialFile.recordOf(target)) || Files.size(partial) > 0)) {
      throw new SendException(
          Reason.INVALID,
          partial
              + " is there already: go on with it by --resume "
              + target
              + ", or remove it together with "
              + PartialFile.recordOf(target));
    }
    // An empty one without a record is what a process leaves that is killed here.
    Output output = outputs.openPartial(claims, target, partial, exists);
    lock(output.channel(), partial);
    PartialFile.write(target, asked);
    return new PartialOutput(target, asked, ResumeToken.NOTHING, output, skipped);
  }

  /** What was begun, before it is gone on with: the partial file is only read. */
  public static final class Begun {
    private final Path target;
    private final PartialRecord content;

    private Begun(Path target, PartialRecord content) {
      this.target = target;
      this.content = content;
    }

    /** The images as they were named. */
    public List<String> images() {
      return content.images();
    }

    /** Whether unreadable data is sent as zeros. */
    public boolean skipsErrors() {
      return content.skipsErrors();
    }

    /**
     * The requests, on the same filesystem.
     *
     * @throws SendException {@link Reason#DIFFERENT} if it is another one or was changed
     */
    public List<SendRequest> requests(Filesystem filesystem) {
      return content.requests(filesystem);
    }

    /**
     * What was skipped so far, to be skipped again.
     *
     * @throws SendException {@link Reason#DIFFERENT} if the filesystem does not have it
     */
    public SkippedRanges skipped(Filesystem filesystem) {
      for (Spot spot : content.checkpoint().skipped()) {
        if (filesystem.subvolumes().byId(spot.subvolume()).isEmpty()) {
          throw AskedStream.different(
              "data of subvolume ID %s was skipped, which is not there"
                  .formatted(Long.toUnsignedString(spot.subvolume())));
        }
      }
      return new SkippedRanges(filesystem, content.checkpoint().skipped());
    }

    /**
     * Reads what the partial file has, from its last checkpoint on or all of it, and prepares going
     * on after its last sound command. The file is changed only when the send has made the same
     * bytes up to there.
     *
     * @param all whether all of it is read
     * @throws SendException {@link Reason#DIFFERENT} if it is not what was written
     * @throws IOException if it cannot be read
     */
    public PartialOutput goOn(
        Outputs outputs, StorageClaims claims, SkippedRanges skipped, boolean all)
        throws IOException {
      Path partial = PartialFile.partialOf(target);
      Output output = outputs.openPartial(claims, target, partial, true);
      lock(output.channel(), partial);
      ResumeToken token = read(output.channel(), partial, all);
      return new PartialOutput(target, content, token, output, skipped);
    }

    private ResumeToken read(FileChannel channel, Path partial, boolean all) throws IOException {
      StreamPoint checkpoint = content.checkpoint().point();
      if (channel.size() < checkpoint.bytes()) {
        throw AskedStream.different(
            "%s has %d bytes, fewer than the %d of its last checkpoint"
                .formatted(partial, channel.size(), checkpoint.bytes()));
      }
      StreamPoint from = all ? StreamPoint.START : checkpoint;
      channel.position(from.bytes());
      StreamReader reader =
          StreamReader.continuing(channel, partial.toString(), from, content.version());
      try {
        while (reader.point().bytes() < checkpoint.bytes() && reader.next() != null) {
          // reads and checks what was on the medium at the last checkpoint
        }
        if (!reader.point().equals(checkpoint)) {
          throw AskedStream.different(
              partial + " is not what was written up to its last checkpoint");
        }
      } catch (StreamFormatException e) {
        throw AskedStream.different(e.getMessage());
      }
      return content.skipsErrors() ? new ResumeToken(checkpoint, 0, 0) : readTail(reader);
    }

    /**
     * What is sound behind the checkpoint. Where errors are skipped, nothing behind it is used: it
     * is not known what was skipped there.
     */
    private static ResumeToken readTail(StreamReader reader) throws IOException {
      try {
        return ResumeToken.read(reader).token();
      } catch (StreamFormatException e) {
        // Not even the first header is sound.
        return ResumeToken.NOTHING;
      }
    }
  }

  /**
   * Reads what was begun.
   *
   * @throws SendException {@link Reason#NOT_FOUND} if there is nothing to go on with, {@link
   *     Reason#INVALID} if its record is damaged
   * @throws IOException if it cannot be read
   */
  public static Begun begun(Path file) throws IOException {
    Path target = Outputs.destination(file);
    if (!Files.exists(PartialFile.partialOf(target))) {
      throw new SendException(
          Reason.NOT_FOUND,
          PartialFile.partialOf(target)
              + " is not there: "
              + (Files.exists(target) ? target + " is complete" : "nothing was begun"));
    }
    if (!Files.exists(PartialFile.recordOf(target))) {
      throw new SendException(
          Reason.NOT_FOUND,
          "%s is not there, so it is not known what %s is: remove it and begin again"
              .formatted(PartialFile.recordOf(target), PartialFile.partialOf(target)));
    }
    return new Begun(target, PartialFile.read(target));
  }

  private static void lock(FileChannel channel, Path partial) throws IOException {
    boolean free;
    try {
      free = channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      free = false;
    }
    if (!free) {
      throw new SendException(Reason.INVALID, partial + " is being written by another send");
    }
  }

  /** The part of the output that a send has to write to a {@link ComparedStart} of the token. */
  public OutputPart part() {
    return ComparedStart.part(token).marking(channel);
  }

  /** The way into the file, for bytes that are new. */
  public WritableByteChannel channel() {
    return channel;
  }

  /** What the bytes that were there before have to be. */
  public ResumeToken token() {
    return token;
  }

  /**
   * All is written.
   *
   * @throws IOException if that cannot be made last
   */
  public void finish() throws IOException {
    channel.settle();
    tail.cut();
  }

  /** The output is published: removes the record of the partial file. */
  public void forget() throws IOException {
    Files.deleteIfExists(PartialFile.nextRecordOf(target));
    Files.deleteIfExists(PartialFile.recordOf(target));
  }

  /** How to go on, one line. */
  public String advice() {
    return PartialFile.partialOf(target)
        + " keeps what was written: go on with btrsend send --resume "
        + target;
  }

  /** Cuts the file to what is sound in it before the first new byte is written. */
  private static final class Tail extends ForwardingChannel {
    private final FileChannel file;
    private final long end;
    private boolean isCut;

    Tail(FileChannel file, long end) {
      super(file);
      this.file = file;
      this.end = end;
    }

    void cut() throws IOException {
      if (!isCut) {
        file.truncate(end);
        file.position(end);
        isCut = true;
      }
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
      cut();
      return file.write(src);
    }
  }
}
