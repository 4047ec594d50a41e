package io.btrsend.actors;

import io.btrsend.actors.PipelineStages.Batch;
import io.btrsend.actors.PipelineStages.Gathered;
import io.btrsend.actors.PipelineStages.Segment;
import io.btrsend.engine.send.SendCounts;
import io.btrsend.engine.send.SendReport;
import io.btrsend.engine.stream.StreamPoint;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * A send without a filesystem. Every batch becomes some segments, and a last segment follows the
 * last batch; the bytes of a segment follow from its number, so the whole stream is known before.
 * Gathering and rendering take a time that follows from the number too, so that results overtake
 * each other.
 */
class FakeSend {
  static final int BUFFER_SIZE = 4096;

  final AtomicLong batchesWalked = new AtomicLong();
  final AtomicLong segmentsRendered = new AtomicLong();

  /** Stages that are at work, and renderers that are not closed. */
  final AtomicLong busy = new AtomicLong();

  private final long batches;
  private final int inodesPerBatch;
  private final int segmentsPerBatch;

  record FakeBatch(long number, int inodes) implements Batch, Gathered {}

  record FakeSegment(long number, int heldBytes) implements Segment {}

  FakeSend(long batches, int inodesPerBatch, int segmentsPerBatch) {
    this.batches = batches;
    this.inodesPerBatch = inodesPerBatch;
    this.segmentsPerBatch = segmentsPerBatch;
  }

  PipelineStages stages() {
    return new PipelineStages(
        () -> whileBusy(this::walk),
        () -> batch -> whileBusy(() -> gather((FakeBatch) batch)),
        resolve(),
        ClosedRender::new,
        () -> false);
  }

  private <T> T whileBusy(Supplier<T> work) {
    busy.incrementAndGet();
    try {
      return work.get();
    } finally {
      busy.decrementAndGet();
    }
  }

  Batch walk() {
    long number = batchesWalked.get();
    if (number == batches) {
      return null;
    }
    batchesWalked.incrementAndGet();
    return new FakeBatch(number, inodesPerBatch);
  }

  Gathered gather(FakeBatch batch) {
    dawdle(batch.number());
    return batch;
  }

  PipelineStages.Resolve resolve() {
    return new StrictResolve();
  }

  void render(FakeSegment segment, ByteBuffer buffer) {
    dawdle(segment.number());
    buffer.put(bytesOf(segment.number()));
    segmentsRendered.incrementAndGet();
  }

  long segmentCount() {
    return batches * segmentsPerBatch + 1;
  }

  long expectedLength() {
    long length = 0;
    for (long number = 0; number < segmentCount(); number++) {
      length += sizeOf(number);
    }
    return length;
  }

  /** The stream that must come out. */
  byte[] expectedStream() {
    ByteBuffer stream = ByteBuffer.allocate(Math.toIntExact(expectedLength()));
    for (long number = 0; number < segmentCount(); number++) {
      stream.put(bytesOf(number));
    }
    return stream.array();
  }

  static int sizeOf(long number) {
    return 1 + (int) (number * 7919 % BUFFER_SIZE);
  }

  static byte[] bytesOf(long number) {
    byte[] bytes = new byte[sizeOf(number)];
    new SplittableRandom(number).nextBytes(bytes);
    return bytes;
  }

  private static void dawdle(long number) {
    if (number % 5 == 0) {
      LockSupport.parkNanos(number % 3 * 100_000);
    }
  }

  /** Counts as busy until it is closed, which must happen once. */
  private final class ClosedRender implements PipelineStages.Render {
    private boolean closed;

    ClosedRender() {
      busy.incrementAndGet();
    }

    @Override
    public void render(Segment segment, ByteBuffer buffer) {
      FakeSend.this.render((FakeSegment) segment, buffer);
    }

    @Override
    public void close() {
      if (closed) {
        throw new AssertionError("closed twice");
      }
      closed = true;
      busy.decrementAndGet();
    }
  }

  /** Refuses whatever comes out of order. */
  class StrictResolve implements PipelineStages.Resolve {
    private final Queue<FakeSegment> ready = new ArrayDeque<>();
    private long accepted;
    private long emitted;
    private long bytes;
    private long commands;
    private boolean finished;

    @Override
    public void accept(Gathered batch) {
      if (((FakeBatch) batch).number() != accepted || !ready.isEmpty()) {
        throw new AssertionError(batch + " after " + accepted);
      }
      accepted++;
      for (int i = 0; i < segmentsPerBatch; i++) {
        addSegment();
      }
    }

    @Override
    public void finish() {
      if (accepted != batches || finished) {
        throw new AssertionError("finished after " + accepted + " of " + batches);
      }
      finished = true;
      addSegment();
    }

    @Override
    public Segment poll() {
      FakeSegment segment = ready.poll();
      if (segment != null) {
        bytes += sizeOf(segment.number());
        commands += 2;
      }
      return segment;
    }

    @Override
    public boolean isOver() {
      return finished && ready.isEmpty();
    }

    @Override
    public SendReport report() {
      return FakeSend.report(bytes, commands);
    }

    private void addSegment() {
      ready.add(new FakeSegment(emitted, sizeOf(emitted)));
      emitted++;
    }
  }

  /** The report of a stream of which nothing but its size is known. */
  static SendReport report(long bytes, long commands) {
    return new SendReport(bytes, commands, new StreamPoint(bytes, commands, 0), SendCounts.NOTHING);
  }
}
