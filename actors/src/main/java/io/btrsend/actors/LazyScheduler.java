package io.btrsend.actors;

import akka.actor.AbstractScheduler;
import akka.actor.Cancellable;
import akka.event.LoggingAdapter;
import com.typesafe.config.Config;
import java.io.Closeable;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import scala.concurrent.ExecutionContext;
import scala.concurrent.duration.FiniteDuration;

/**
 * A scheduler that starts its thread with the first task; most sends schedule none. Akka's own
 * scheduler starts its thread at once and wakes it a hundred times a second. Set as {@code
 * akka.scheduler.implementation}. Thread-safe.
 */
public final class LazyScheduler extends AbstractScheduler implements Closeable {
  private final ScheduledThreadPoolExecutor timer;

  /** The constructor that Akka calls. */
  public LazyScheduler(Config config, LoggingAdapter log, ThreadFactory threads) {
    timer = new ScheduledThreadPoolExecutor(1, threads);
    timer.setRemoveOnCancelPolicy(true);
  }

  private record Task(Future<?> future) implements Cancellable {
    @Override
    public boolean cancel() {
      return future.cancel(false);
    }

    @Override
    public boolean isCancelled() {
      return future.isCancelled();
    }
  }

  @Override
  @SuppressWarnings("deprecation") // deprecated for callers, but still abstract
  public Cancellable schedule(
      FiniteDuration delay, FiniteDuration interval, Runnable task, ExecutionContext executor) {
    return new Task(
        timer.scheduleAtFixedRate(
            () -> executor.execute(task),
            delay.toNanos(),
            Math.max(1, interval.toNanos()),
            TimeUnit.NANOSECONDS));
  }

  @Override
  public Cancellable scheduleOnce(FiniteDuration delay, Runnable task, ExecutionContext executor) {
    return new Task(
        timer.schedule(() -> executor.execute(task), delay.toNanos(), TimeUnit.NANOSECONDS));
  }

  @Override
  public double maxFrequency() {
    return 1000;
  }

  /** Drops the tasks that are not due yet. */
  @Override
  public void close() {
    timer.shutdownNow();
  }
}
