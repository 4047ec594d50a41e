package io.btrsend.actors;

import io.btrsend.actors.PipelineStages.Batch;
import io.btrsend.actors.PipelineStages.Gathered;
import io.btrsend.actors.PipelineStages.Segment;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

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

  private final long batches;
  private final int inodesPerBatch;
  private final int segmentsPerBatch;

  record FakeBatch(long number, int inodes) implements Batch, Gathered {}

  record FakeSegment(long number, int size, int commandCount) implements Segment {}

  FakeSend(long batches, int inodesPerBatch, int segmentsPerBatch) {
    this.batches = batches;
    this.inodesPerBatch = inodesPerBatch;
    this.segmentsPerBatch = segmentsPerBatch;
  }

  PipelineStages stages() {
    return new PipelineStages(this::walk, () -> this::gather, resolve(), () -> this::render);
  }

  Batch walk() {
    long number = batchesWalked.get();
    if (number == batches) {
      return null;
    }
    batchesWalked.incrementAndGet();
    return new FakeBatch(number, inodesPerBatch);
  }

  Gathered gather(Batch batch) {
    dawdle(batch.number());
    return (FakeBatch) batch;
  }

  PipelineStages.Resolve resolve() {
    return new StrictResolve();
  }

  void render(Segment segment, ByteBuffer buffer) {
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

  private static byte[] bytesOf(long number) {
    byte[] bytes = new byte[sizeOf(number)];
    new SplittableRandom(number).nextBytes(bytes);
    return bytes;
  }

  private static void dawdle(long number) {
    if (number % 5 == 0) {
      LockSupport.parkNanos(number % 3 * 100_000);
    }
  }

  /** Refuses whatever comes out of order. */
  class StrictResolve implements PipelineStages.Resolve {
    private final Queue<Segment> ready = new ArrayDeque<>();
    private long accepted;
    private long emitted;

    @Override
    public void accept(Gathered batch) {
      if (batch.number() != accepted || !ready.isEmpty()) {
        throw new AssertionError("batch " + batch.number() + " after " + accepted);
      }
      accepted++;
      for (int i = 0; i < segmentsPerBatch; i++) {
        addSegment();
      }
    }

    @Override
    public void finish() {
      if (accepted != batches) {
        throw new AssertionError("finished after " + accepted + " of " + batches);
      }
      addSegment();
    }

    @Override
    public Segment poll() {
      return ready.poll();
    }

    private void addSegment() {
      ready.add(new FakeSegment(emitted, sizeOf(emitted), 2));
      emitted++;
    }
  }
}
