package io.btrsend.engine.ahead;

import io.btrsend.engine.image.ByteSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What is read ahead from the devices of one filesystem: one bound on memory, shared by all
 * devices, and the threads that read. Thread-safe.
 *
 * <p>Announced ranges get memory in the order of their announcement. Each device then serves those
 * that have memory in ascending order, neighbours together, as many at a time as its {@link
 * DepthControl} found to be useful. While no device is slow, nothing is announced and no thread
 * exists.
 */
public final class ReadAhead implements AutoCloseable {
  private static final int METADATA_SHARE = 4;
  private static final long IDLE_SECONDS = 2;

  private final ReadAheadLimits limits;
  private final Map<Kind, Lane> lanes = new EnumMap<>(Kind.class);
  private final AtomicInteger slowSources = new AtomicInteger();

  /** Guarded by this object, like all state of ranges, lanes and queues. */
  final Memory memory = new Memory();

  private ThreadPoolExecutor threads;
  private boolean closed;

  public ReadAhead(ReadAheadLimits limits) {
    this.limits = limits;
    long metadata = limits.bytes() / METADATA_SHARE;
    lanes.put(Kind.METADATA, new Lane(metadata));
    lanes.put(Kind.DATA, new Lane(limits.bytes() - metadata));
  }

  /** The queue of a source, which the caller closes later than this object. */
  public ReadQueue queue(ByteSource source) {
    return new ReadQueue(this, source, limits);
  }

  /** Whether announcements are of use now, because a device is slow. */
  public boolean isUseful() {
    return slowSources.get() > 0;
  }

  boolean isOff() {
    return limits.bytes() == 0;
  }

  Lane lane(Kind kind) {
    return lanes.get(kind);
  }

  void sourceBecame(boolean slow) {
    slowSources.addAndGet(slow ? 1 : -1);
  }

  /** Gives memory to announced ranges. The caller holds the lock. */
  void admit() {
    lanes.values().forEach(Lane::admit);
  }

  boolean isClosed() {
    return closed;
  }

  /** Runs a task on a thread of its own. The caller holds the lock; not after the end. */
  void execute(Runnable task) {
    if (threads == null) {
      threads =
          new ThreadPoolExecutor(
              0,
              Integer.MAX_VALUE,
              IDLE_SECONDS,
              TimeUnit.SECONDS,
              new SynchronousQueue<>(),
              ReadAhead::newThread);
    }
    threads.execute(task);
  }

  private static Thread newThread(Runnable task) {
    Thread thread = new Thread(task, "read-ahead");
    thread.setDaemon(true);
    return thread;
  }

  /** Stops reading ahead; requests that devices are serving end first, but are not waited for. */
  @Override
  public synchronized void close() {
    closed = true;
    if (threads != null) {
      threads.shutdown();
    }
  }
}
