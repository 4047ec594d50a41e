package io.btrsend.engine.ahead;

import io.btrsend.engine.EngineException;
import io.btrsend.engine.ImageAccessException;
import io.btrsend.engine.image.ByteSource;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The reads of one source: those that somebody waits for, and those that were announced. A read
 * takes the bytes that were read ahead, waits for those that are just being read, and reads the
 * rest itself. A failure of reading ahead shows only when the bytes are needed, as the failure of
 * that read. Thread-safe.
 */
public final class ReadQueue {
  /** Ranges begin and end at multiples of this, or at the end of the source. */
  private static final int UNIT = 4096;

  /** Reads of at most this many bytes are small, like those of tree blocks. */
  private static final int MAX_SMALL = 64 << 10;

  /** What is read around a tree block if finding it takes long, bytes. */
  private static final int AROUND = 256 << 10;

  private static final long FINDING_NANOS = 1_500_000;

  private final ReadAhead ahead;
  private final ByteSource source;
  private final Pace pace;
  private final Duration patience;
  private final ReadCounter counter = new ReadCounter();
  private volatile boolean hung;

  // The following is guarded by the lock of `ahead`.
  private final DepthControl depth;

  /** All ranges that are not gone, by their start; they do not overlap. */
  private final NavigableMap<Long, Range> ranges = new TreeMap<>();

  /** Those that wait for their turn. */
  private final NavigableMap<Long, Range> turn = new TreeMap<>();

  /** Those that were not announced and that somebody waits for; they come first. */
  private final Queue<Range> urgent = new ArrayDeque<>();

  /** Where the last request ended. */
  private long head;

  private int active;

  /** Moving average of the time that small requests take. */
  private long nanosOfSmall;

  /** Consecutive ranges that are read together. */
  private record Request(List<Range> ranges, Memory.Piece piece, int inFlight) {
    long start() {
      return ranges.get(0).start;
    }

    int length() {
      return piece.bytes().capacity();
    }
  }

  ReadQueue(ReadAhead ahead, ByteSource source, ReadAheadLimits limits) {
    this.ahead = ahead;
    this.source = source;
    this.depth = new DepthControl(limits.depth());
    this.pace = new Pace(limits.slowRead().toNanos());
    this.patience = limits.patience();
  }

  /** Whether announcing pays off. */
  boolean isSlow() {
    return pace.isSlow();
  }

  /** What was read from the source so far. */
  public ReadCounts counts() {
    return counter.counts();
  }

  /** Announces that bytes will be read; does nothing if the source is not slow. */
  public void expect(Kind kind, long position, long length) {
    if (!pace.isSlow()) {
      return;
    }
    synchronized (ahead) {
      boolean widened = kind == Kind.METADATA && findingTakesLong();
      int unit = widened ? AROUND : UNIT;
      long at = position & -unit;
      long end = endAfter(position + length, unit);
      while (at < end) {
        Map.Entry<Long, Range> before = ranges.floorEntry(at);
        if (before != null && before.getValue().end() > at) {
          at = before.getValue().end();
          continue;
        }
        Long next = ranges.higherKey(at);
        long limit = Math.min(end, next == null ? end : next);
        int size = (int) Math.min(Memory.MAX_PIECE, limit - at);
        announce(kind, at, size);
        at += size;
      }
      ahead.admit();
    }
  }

  private void announce(Kind kind, long start, int length) {
    Lane lane = ahead.lane(kind);
    Range range = new Range(this, kind, start, length);
    ranges.put(start, range);
    lane.announce(range);
  }

  /** Reserves memory for a range and lets it wait for its turn. Called with the lock. */
  void admit(Range range) {
    reserve(range);
    turn.put(range.start, range);
    startThreads();
  }

  private void reserve(Range range) {
    range.state = Range.State.ADMITTED;
    ahead.lane(range.kind).hold(range);
  }

  private void startThreads() {
    int waiting = turn.size() + urgent.size();
    while (active < depth.depth() && active < waiting && !ahead.isClosed()) {
      active++;
      ahead.execute(this::serve);
    }
  }

  private void serve() {
    for (Request request; (request = nextRequest()) != null; ) {
      perform(request);
    }
  }

  private Request nextRequest() {
    synchronized (ahead) {
      Range next = active > depth.depth() || ahead.isClosed() ? null : next();
      if (next == null) {
        active--;
        return null;
      }
      Request request = requestFrom(next);
      head = request.start() + request.length();
      return request;
    }
  }

  /** The range that somebody waits for, else the nearest one onwards, else the first; or null. */
  private Range next() {
    Range demanded = urgent.poll();
    if (demanded != null) {
      return demanded;
    }
    Map.Entry<Long, Range> nearest = turn.ceilingEntry(head);
    nearest = nearest == null ? turn.firstEntry() : nearest;
    return nearest == null ? null : nearest.getValue();
  }

  /** Makes a request of a range and its neighbours whose turn it is too. */
  private Request requestFrom(Range first) {
    List<Range> together = new ArrayList<>();
    int length = 0;
    Range next = first;
    while (next != null && length + next.length <= Memory.MAX_PIECE) {
      turn.remove(next.start);
      next.state = Range.State.READING;
      next.offsetInPiece = length;
      together.add(next);
      length += next.length;
      next = turn.get(next.end());
    }
    Memory.Piece piece = ahead.memory.take(length);
    for (Range range : together) {
      range.piece = piece;
    }
    return new Request(together, piece, active);
  }

  /** Reads a request and publishes its bytes, or the reason why there are none. */
  private void perform(Request request) {
    EngineException failure = null;
    boolean succeeded = false;
    long begin = counter.begin();
    try {
      source.read(request.start(), request.piece().bytes().duplicate());
      succeeded = true;
    } catch (EngineException e) {
      failure = e;
    } finally {
      finish(request, succeeded, failure, begin);
    }
  }

  private void finish(Request request, boolean succeeded, EngineException failure, long begin) {
    long now = counter.end(request.length());
    synchronized (ahead) {
      for (Range range : request.ranges()) {
        range.state = Range.State.READY;
        range.failure = failure;
        range.read.countDown();
        if (!succeeded || range.unwanted) {
          drop(range);
        }
      }
      if (request.length() <= MAX_SMALL) {
        nanosOfSmall = (7 * nanosOfSmall + now - begin) / 8;
      }
      if (pace.isSlow(now - begin, request.length())) {
        depth.served(request.inFlight(), request.length(), now - begin);
      }
      record(now - begin, request.length());
      ahead.admit();
      startThreads();
    }
  }

  private void record(long nanos, int length) {
    if (!pace.record(nanos, length)) {
      return;
    }
    synchronized (ahead) {
      ahead.sourceBecame(pace.isSlow());
      if (!pace.isSlow()) {
        List.copyOf(ranges.values()).forEach(this::giveUp);
        ahead.admit();
      }
    }
  }

  /** Drops a range, but not before those that read or copy it are done. Called with the lock. */
  void giveUp(Range range) {
    if (range.state == Range.State.READING || range.readers > 0) {
      range.unwanted = true;
    } else {
      drop(range);
    }
  }

  private void drop(Range range) {
    turn.remove(range.start, range);
    urgent.remove(range);
    ranges.remove(range.start, range);
    if (range.state == Range.State.ADMITTED || range.state == Range.State.READY) {
      ahead.lane(range.kind).free(range);
    }
    if (range.state == Range.State.READY) {
      ahead.memory.giveBack(range.piece, range.offsetInPiece, range.length);
    }
    range.state = Range.State.GONE;
  }

  /**
   * Fills the buffer from a position of the source and moves the buffer's position to its limit.
   *
   * @throws ImageAccessException like {@link ByteSource#read}, and if the source does not answer in
   *     time; from then on it is not asked again
   */
  public void read(long position, ByteBuffer dst) {
    if (hung) {
      throw hung();
    } else if (pace.isSlow()) {
      source.requireInside(position, dst.remaining());
      readSlowly(position, dst);
    } else {
      readAtOnce(position, dst);
    }
  }

  private void readAtOnce(long position, ByteBuffer dst) {
    int length = dst.remaining();
    long begin = counter.begin();
    long end;
    try {
      source.read(position, dst);
    } finally {
      end = counter.end(length);
    }
    if (!ahead.isOff()) {
      record(end - begin, length);
    }
  }

  private void readSlowly(long position, ByteBuffer dst) {
    long shift = position - dst.position();
    boolean around = true;
    while (dst.hasRemaining()) {
      long at = shift + dst.position();
      around = copy(rangeAt(at, dst.remaining(), around), at, dst);
    }
  }

  /**
   * The range that holds a position, with this thread among its readers.
   *
   * @param around whether it may hold more than what is needed
   */
  private Range rangeAt(long at, int needed, boolean around) {
    synchronized (ahead) {
      Map.Entry<Long, Range> before = ranges.floorEntry(at);
      Range range = before == null ? null : before.getValue();
      if (range == null || range.end() <= at) {
        range = demand(at, needed, around, range == null ? 0 : range.end());
      } else if (range.state == Range.State.PLANNED) {
        admit(range);
      }
      range.readers++;
      return range;
    }
  }

  /**
   * Makes a range that holds a position and that somebody waits for.
   *
   * @param from where it may begin at the earliest
   */
  private Range demand(long at, int needed, boolean around, long from) {
    Long next = ranges.higherKey(at);
    boolean widened = around && needed <= MAX_SMALL && findingTakesLong();
    long start = Math.max(from, at & (widened ? -AROUND : -UNIT));
    long end = endAfter(at + needed, widened ? AROUND : UNIT);
    end = Math.min(end, start + Memory.MAX_PIECE);
    end = next == null ? end : Math.min(end, next);
    Kind kind = widened ? Kind.METADATA : Kind.DATA;
    Range range = new Range(this, kind, start, (int) (end - start));
    range.demanded = true;
    reserve(range);
    ranges.put(start, range);
    urgent.add(range);
    startThreads();
    return range;
  }

  /**
   * Whether the device takes so long to find a place that reading its surroundings costs little.
   */
  private boolean findingTakesLong() {
    return nanosOfSmall > FINDING_NANOS;
  }

  /** The end of the unit that holds the byte before {@code end}, or that of the source. */
  private long endAfter(long end, int unit) {
    return Math.min(source.size(), (end + unit - 1) & -unit);
  }

  /**
   * Copies what the range holds from a position on; leaves the readers of the range.
   *
   * @return whether the range could be read
   */
  private boolean copy(Range range, long at, ByteBuffer dst) {
    boolean ready;
    try {
      awaitRead(range);
    } finally {
      synchronized (ahead) {
        ready = range.state == Range.State.READY;
        if (!ready) {
          range.readers--;
        }
      }
    }
    if (!ready) {
      failIfOwn(range, at, dst.remaining());
      return false;
    }
    int from = (int) (at - range.start);
    int count = Math.min(dst.remaining(), range.length - from);
    dst.put(dst.position(), range.piece.bytes(), range.offsetInPiece + from, count);
    dst.position(dst.position() + count);
    synchronized (ahead) {
      range.readers--;
      range.copied += count;
      if (range.readers == 0 && (range.unwanted || range.copied >= range.length)) {
        drop(range);
        ahead.admit();
      }
    }
    return true;
  }

  /** Waits until the range is not being read any more; an interruption takes effect afterwards. */
  private void awaitRead(Range range) {
    long deadline = System.nanoTime() + patience.toNanos();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          if (!range.read.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
            hung = true;
            throw hung();
          }
          return;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private ImageAccessException hung() {
    return new ImageAccessException(
        source.name() + ": did not answer for " + patience.toSeconds() + " seconds");
  }

  /**
   * Fails like the read of a range that holds nothing but wanted bytes. Of a larger one any other
   * part may be the cause, so the wanted bytes are read again alone.
   */
  private void failIfOwn(Range range, long at, int wanted) {
    boolean own = range.start >= (at & -UNIT) && range.end() <= endAfter(at + wanted, UNIT);
    if (range.demanded && own && range.failure != null) {
      throw range.failure;
    }
  }
}
