package io.btrsend.actors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.Cancellable;
import akka.dispatch.ExecutionContexts;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import scala.concurrent.ExecutionContext;

class LazySchedulerTest {
  private final AtomicInteger threads = new AtomicInteger();
  private final LazyScheduler scheduler =
      new LazyScheduler(
          null,
          null,
          task -> {
            threads.incrementAndGet();
            return new Thread(task);
          });
  private final ExecutionContext direct = ExecutionContexts.fromExecutor(Runnable::run);

  @AfterEach
  void close() {
    scheduler.close();
  }

  @Test
  void startsItsThreadWithTheFirstTask() throws InterruptedException {
    assertEquals(0, threads.get());
    CountDownLatch done = new CountDownLatch(1);
    scheduler.scheduleOnce(Duration.ofMillis(1), done::countDown, direct);
    assertTrue(done.await(5, TimeUnit.SECONDS));
    assertEquals(1, threads.get());
  }

  @Test
  void repeatsUntilItIsCancelled() throws InterruptedException {
    CountDownLatch thrice = new CountDownLatch(3);
    Cancellable task =
        scheduler.scheduleAtFixedRate(
            Duration.ZERO, Duration.ofMillis(1), thrice::countDown, direct);
    assertTrue(thrice.await(5, TimeUnit.SECONDS));
    assertTrue(task.cancel());
    assertTrue(task.isCancelled());
  }
}
