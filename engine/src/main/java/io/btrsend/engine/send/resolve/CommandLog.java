package io.btrsend.engine.send.resolve;

import io.btrsend.engine.extent.ExtentData;
import io.btrsend.engine.format.LittleEndian;
import io.btrsend.engine.send.render.Segment;
import io.btrsend.engine.stream.Attribute;
import io.btrsend.engine.stream.CommandType;
import io.btrsend.engine.stream.CommandWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * The decided commands that are not part of a segment yet: finished command bytes with ranges of
 * file data between them. Segments are cut from the front as the caller polls. A range of any
 * length, up to a hole of 2^63 bytes that is sent as zeros, takes one entry here and one or two
 * pieces per segment; its WRITE commands are created only by rendering.
 *
 * <p>For one thread.
 */
final class CommandLog {
  /** The maximum number of WRITEs that are passed over in one step. */
  private static final int MAX_RUN = 1 << 20;

  /** The largest number of data bytes in one WRITE. */
  private final int chunk;

  private final int segmentBytes;
  private final DecidedStream stream;
  private final CommandWriter decided;
  private final Deque<Range> ranges = new ArrayDeque<>();
  private int taken;

  private final CommandWriter cut;
  private List<Segment.Piece> pieces = new ArrayList<>();
  private int cutSize;
  private int cutHeader;

  /** How many of these bytes, at the front, lie before the part to be written. */
  private int cutLeading;

  /** File data and its position among the decided bytes. */
  private static final class Range {
    private final int at;
    private final byte[] path;
    private final ExtentData extent;
    private final int encodedHead;
    private long offset;
    private long remaining;

    /** A range sent by WRITEs. */
    Range(int at, byte[] path, ExtentData extent, long offset, long remaining) {
      this(at, path, extent, 0, offset, remaining);
    }

    /**
     * The payload of an ENCODED_WRITE, whose head of {@code encodedHead} bytes ends at {@code at}.
     */
    Range(int at, ExtentData extent, int encodedHead, long remaining) {
      this(at, null, extent, encodedHead, 0, remaining);
    }

    private Range(
        int at, byte[] path, ExtentData extent, int encodedHead, long offset, long remaining) {
      this.at = at;
      this.path = path;
      this.extent = extent;
      this.encodedHead = encodedHead;
      this.offset = offset;
      this.remaining = remaining;
    }

    /** Compressed extents stay in one segment, so that they are decoded once. */
    boolean indivisible() {
      return extent != null && extent.compressed();
    }
  }

  /**
   * @param version of the protocol
   * @param segmentBytes bytes after which a segment is closed
   * @param stream counts each command when it becomes part of a segment, or is found to lie before
   *     the part to be written
   */
  CommandLog(int version, int segmentBytes, DecidedStream stream) {
    this.stream = stream;
    this.segmentBytes = segmentBytes;
    decided = new CommandWriter(version);
    cut = new CommandWriter(version);
    chunk = version == 1 ? 48 * 1024 : 128 * 1024;
  }

  /** The writer for commands without file data. */
  CommandWriter writer() {
    return decided;
  }

  void appendWrites(byte[] path, ExtentData extent, long offset, long length) {
    ranges.add(new Range(decided.length(), path, extent, offset, length));
  }

  /**
   * Appends the payload of an ENCODED_WRITE whose head, {@code headLength} bytes from {@code head}
   * on, is already written.
   */
  void appendEncoded(int head, int headLength, ExtentData extent, int length) {
    ranges.add(new Range(head + headLength, extent, headLength, length));
  }

  /** Puts the stream header before the first command. */
  void streamHeader(byte[] header) {
    if (takes(header.length)) {
      cut.appendRaw(header, 0, header.length);
      cutHeader = header.length;
    }
    stream.addHeader(header);
  }

  /**
   * Makes room in the current segment for the next bytes of the stream, unless all of them lie
   * before the part to be written.
   */
  private boolean takes(long size) {
    long leading = stream.leading();
    if (leading >= size) {
      return false;
    }
    cutLeading += (int) leading;
    cutSize += (int) size;
    return true;
  }

  /**
   * The next full segment, or null if the pending commands do not fill one. With {@code last}, the
   * rest becomes a segment too, and null means that nothing is pending.
   */
  Segment poll(boolean last) {
    while (cutSize < segmentBytes && advance()) {
      // each advance moves one command, a run of WRITEs, or one range of a compressed extent
    }
    boolean full = cutSize >= segmentBytes;
    return full || (last && cutSize > 0) ? close() : null;
  }

  /**
   * Moves the next command or range into the current segment; returns false if nothing is pending.
   */
  private boolean advance() {
    Range range = ranges.peek();
    if (range != null && range.at - taken == range.encodedHead) {
      cutRange(range);
      return true;
    }
    if (taken == decided.length()) {
      decided.reset();
      taken = 0;
      return false;
    }
    byte[] bytes = decided.array();
    int length = CommandWriter.COMMAND_HEADER_LENGTH + LittleEndian.i32(bytes, taken);
    if (takes(length)) {
      cut.appendRaw(bytes, taken, length);
    }
    stream.addCommand(bytes, taken, length, 0);
    taken += length;
    return true;
  }

  private void cutRange(Range range) {
    if (range.encodedHead > 0) {
      cutEncoded(range);
    } else {
      do {
        cutWrites(range);
      } while (range.remaining > 0 && range.indivisible());
    }
    if (range.remaining == 0) {
      ranges.remove();
    }
  }

  private void cutEncoded(Range range) {
    int dataLength = (int) range.remaining;
    if (takes(range.encodedHead + dataLength)) {
      int head = cut.length();
      cut.appendRaw(decided.array(), taken, range.encodedHead);
      pieces.add(Segment.Piece.ofEncoded(head, range.encodedHead, range.extent, dataLength));
    }
    stream.addCommand(decided.array(), taken, range.encodedHead, dataLength);
    taken = range.at;
    range.remaining = 0;
  }

  /**
   * Moves as many WRITEs of equal length as the segment has room for, or the shorter last one.
   * Those that lie before the part to be written are moved nowhere.
   */
  private void cutWrites(Range range) {
    int length = (int) Math.min(range.remaining, chunk);
    int head = cut.begin(CommandType.WRITE);
    cut.putBytes(Attribute.PATH, range.path);
    cut.putU64(Attribute.FILE_OFFSET, range.offset);
    int offsetAt = cut.length() - Long.BYTES - head;
    int headLength = cut.beginData(length);
    int size = headLength + length;
    long equal = range.remaining / length;
    long before = Math.min(equal, stream.leading() / size);
    int count;
    if (before > 0) {
      count = (int) Math.min(before, MAX_RUN);
    } else {
      int room = (segmentBytes - cutSize + size - 1) / size;
      count = (int) (range.indivisible() ? equal : Math.min(room, equal));
    }
    boolean wanted = takes((long) count * size);
    stream.addWrites(cut.array(), head, headLength, offsetAt, length, count);
    if (wanted) {
      pieces.add(
          new Segment.Piece(
              head, headLength, range.extent, length, count, range.offset, offsetAt, false));
    } else {
      cut.cutBack(head);
    }
    range.offset += (long) count * length;
    range.remaining -= (long) count * length;
  }

  private Segment close() {
    byte[] commands = Arrays.copyOf(cut.array(), cut.length());
    Segment segment = new Segment(cutSize - cutLeading, cutLeading, cutHeader, commands, pieces);
    stream.mark();
    pieces = new ArrayList<>(pieces.size());
    cut.reset();
    cutSize = 0;
    cutLeading = 0;
    cutHeader = 0;
    return segment;
  }
}
