package io.btrsend.engine.device;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Runs tasks that read devices, each on a thread of its own. The first that fails stops the others.
 */
public final class ReadingTasks {
  private final String threadName;
  private volatile boolean stopped;

  /**
   * @param threadName what the threads are called
   */
  public ReadingTasks(String threadName) {
    this.threadName = threadName;
  }

  /** Whether the tasks are to end because one of them failed or the caller was interrupted. */
  public boolean isStopped() {
    return stopped;
  }

  /**
   * Runs all at once and waits for their end, also if one of them fails.
   *
   * @throws InterruptedException if the calling thread was interrupted; the tasks have ended then
   */
  public void run(List<Callable<Void>> tasks) throws InterruptedException {
    ExecutorService threads =
        Executors.newFixedThreadPool(Math.max(1, tasks.size()), this::newThread);
    CompletionService<Void> completion = new ExecutorCompletionService<>(threads);
    int left = 0;
    try {
      for (Callable<Void> task : tasks) {
        completion.submit(task);
        left++;
      }
      for (; left > 0; left--) {
        completion.take().get();
      }
    } catch (ExecutionException e) {
      throw unchecked(e.getCause());
    } finally {
      stopped = left > 0;
      threads.shutdown();
      awaitEnd(threads);
    }
  }

  /** A thread that does not keep the process alive. */
  public Thread newThread(Runnable task) {
    Thread thread = new Thread(task, threadName);
    thread.setDaemon(true);
    return thread;
  }

  /** Waits for reads that have begun, so that nothing reads the images afterwards. */
  public static void awaitEnd(ExecutorService threads) throws InterruptedException {
    InterruptedException interrupted = null;
    for (boolean ended = false; !ended; ) {
      try {
        ended = threads.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = e;
      }
    }
    if (interrupted != null) {
      throw interrupted;
    }
  }

  private static RuntimeException unchecked(Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException e ? e : new IllegalStateException(cause);
  }
}
