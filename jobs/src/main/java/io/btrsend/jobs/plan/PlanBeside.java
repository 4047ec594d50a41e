package io.btrsend.jobs.plan;

import io.btrsend.engine.EngineException;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.send.SendRequest;
import io.btrsend.engine.send.SendSession;
import io.btrsend.engine.send.SequentialSend;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/**
 * Finds out how large an output will be while it is being written. It begins when the writing has
 * lasted for a while. It works all the time while a processor would be idle otherwise, since the
 * devices or the output are slow; else for a twentieth of the time.
 */
public final class PlanBeside implements AutoCloseable {
  private static final long DELAY_MILLIS = 1000;
  private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long REST_MILLIS = 190;

  private final Filesystem filesystem;
  private final List<SendRequest> requests;
  private final LongConsumer total;
  private final IdleProcessor idle = new IdleProcessor();
  private final Thread thread = new Thread(this::run, "plan");
  private final CountDownLatch closed = new CountDownLatch(1);

  /**
   * @param filesystem stays open until this is closed
   * @param total gets the number of bytes of all streams, on another thread, unless this is closed
   *     or something cannot be read before it is known
   */
  public PlanBeside(Filesystem filesystem, List<SendRequest> requests, LongConsumer total) {
    this.filesystem = filesystem;
    this.requests = List.copyOf(requests);
    this.total = total;
    thread.setDaemon(true);
  }

  /** Begins. */
  public void start() {
    thread.start();
  }

  private void run() {
    try {
      if (rest(DELAY_MILLIS)) {
        plan();
      }
    } catch (EngineException e) {
      // The send meets the same damage and reports it.
      return;
    }
  }

  private void plan() {
    long bytes = 0;
    for (SendRequest request : requests) {
      SendSession session = SendSession.open(filesystem, request);
      try (SequentialSend send = SequentialSend.planning(session)) {
        if (!plan(send)) {
          return;
        }
        bytes += send.resolver().bytes();
      }
    }
    total.accept(bytes);
  }

  /** Returns false if it was closed before the end of the stream. */
  private boolean plan(SequentialSend send) {
    try {
      long begin = System.nanoTime();
      while (!send.runUntil(isOver(begin + SLICE_NANOS))) {
        idle.worked(System.nanoTime() - begin);
        if (!rest(idle.isThere() ? 0 : REST_MILLIS)) {
          return false;
        }
        begin = System.nanoTime();
      }
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static BooleanSupplier isOver(long time) {
    return () -> System.nanoTime() - time > 0;
  }

  /** Waits; returns false if it was closed. */
  private boolean rest(long millis) {
    try {
      return !closed.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      return false;
    }
  }

  /** Stops it, and waits until it reads no longer. */
  @Override
  public void close() {
    closed.countDown();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
