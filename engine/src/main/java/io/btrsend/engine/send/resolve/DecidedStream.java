package io.btrsend.engine.send.resolve;

import io.btrsend.engine.SendException;
import io.btrsend.engine.SendException.Reason;
import io.btrsend.engine.extent.ExtentData;
import io.btrsend.engine.format.LittleEndian;
import io.btrsend.engine.send.OutputPart;
import io.btrsend.engine.send.SendCounts;
import io.btrsend.engine.send.SendReport;
import io.btrsend.engine.stream.CommandCounts;
import io.btrsend.engine.stream.CommandType;
import io.btrsend.engine.stream.CommandWriter;
import io.btrsend.engine.stream.StreamPoint;

/**
 * The place up to which the output is decided, and counts of what was decided. Commands are counted
 * as they become part of a segment, data, clones and inodes when they are decided, which is
 * earlier; at the end of the stream all counts belong together.
 *
 * <p>For one thread.
 */
final class DecidedStream {
  private final OutputPart part;
  private final boolean digests;
  private final CommandCounts counts = new CommandCounts();

  private long bytes;
  private long commands;
  private long digest;

  private long written;
  private long zeros;
  private long encoded;
  private long encodedFile;
  private long cloned;
  private long updated;
  private long punched;
  private long created;
  private long changed;
  private long deleted;

  DecidedStream(OutputPart part) {
    this.part = part;
    this.digests = part.needsDigests();
    bytes = part.origin().bytes();
    commands = part.origin().commands();
    digest = part.origin().digest();
  }

  /** Where the output is decided up to. */
  StreamPoint point() {
    return new StreamPoint(bytes, commands, digest);
  }

  /** The bytes of the output before the next command that lie before the part to be written. */
  long leading() {
    return Math.max(0, part.from() - bytes);
  }

  /** Passes the place to whoever wants marks. */
  void mark() {
    if (part.marks() != null) {
      part.marks().accept(point());
    }
  }

  void addHeader(byte[] header) {
    long before = bytes;
    bytes += header.length;
    if (digests) {
      digest = StreamPoint.digestOfHeader(digest, header, 0);
      check(before);
    }
  }

  /**
   * Adds a command.
   *
   * @param array holds the command at {@code at}
   * @param headLength bytes of it before its file data, or all of it if it has none
   * @param dataLength bytes of file data
   */
  void addCommand(byte[] array, int at, int headLength, int dataLength) {
    long before = bytes;
    add(CommandWriter.typeAt(array, at), 1, (long) headLength + dataLength);
    if (digests) {
      digest = StreamPoint.digestOfCommand(digest, array, at, at + headLength);
      check(before);
    }
  }

  /**
   * Adds a run of WRITEs of equal length.
   *
   * @param array holds the head of the first at {@code at}; the same afterwards
   * @param offsetAt index of the file offset in the head
   */
  void addWrites(byte[] array, int at, int headLength, int offsetAt, int length, int count) {
    if (!digests) {
      add(CommandType.WRITE, count, (long) count * (headLength + length));
      return;
    }
    long first = LittleEndian.u64(array, at + offsetAt);
    for (int i = 0; i < count; i++) {
      LittleEndian.putU64(array, at + offsetAt, first + (long) i * length);
      addCommand(array, at, headLength, length);
    }
    LittleEndian.putU64(array, at + offsetAt, first);
  }

  private void add(CommandType type, int count, long size) {
    counts.add(type, count, size);
    commands += count;
    bytes += size;
  }

  /** Fails if the output has just passed the place that it has to have, and does not have it. */
  private void check(long before) {
    StreamPoint required = part.required();
    boolean passed = required != null && before < required.bytes() && bytes >= required.bytes();
    if (passed && !required.equals(point())) {
      throw new SendException(
          Reason.DIFFERENT,
          "the first %d bytes of this stream are not those that are there already: the filesystem,"
                  .formatted(required.bytes())
              + " a subvolume or an option is another one than before");
    }
  }

  /** Counts file data in WRITEs; {@code extent} is null for zeros. */
  void countWritten(ExtentData extent, long fileOffset, long length) {
    written += length;
    if (extent == null) {
      zeros += length;
    } else {
      tell(extent.storedRange(fileOffset, length));
    }
  }

  void countEncoded(ExtentData extent, long fileBytes) {
    encoded += extent.storedLength();
    encodedFile += fileBytes;
    tell(extent.wholeRange());
  }

  private void tell(ExtentData.StoredRange range) {
    if (range != null && part.data() != null) {
      part.data().accept(range);
    }
  }

  void countCloned(long length) {
    cloned += length;
  }

  void countUpdated(long length) {
    updated += length;
  }

  void countPunched(long length) {
    punched += length;
  }

  void countCreated() {
    created++;
  }

  void countChanged() {
    changed++;
  }

  void countDeleted() {
    deleted++;
  }

  /** The bytes of the stream up to the point. */
  long bytes() {
    return bytes - part.origin().bytes();
  }

  /** What is decided so far. */
  SendReport report() {
    return new SendReport(bytes(), commands - part.origin().commands(), point(), sendCounts());
  }

  private SendCounts sendCounts() {
    return new SendCounts(
        counts.kinds(),
        written,
        zeros,
        encoded,
        encodedFile,
        cloned,
        updated,
        punched,
        new SendCounts.Inodes(created, changed, deleted));
  }
}
