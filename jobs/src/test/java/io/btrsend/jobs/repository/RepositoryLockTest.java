package io.btrsend.jobs.repository;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.SendException;
import io.btrsend.engine.SendException.Reason;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepositoryLockTest {
  /** Longer than the test. */
  private static final Duration LIFE = Duration.ofMinutes(10);

  @TempDir Path directory;
  private Path locks;

  @BeforeEach
  void makeDirectory() throws IOException {
    locks = Files.createDirectory(directory.resolve("lock"));
  }

  private RepositoryLock take() throws IOException {
    return RepositoryLock.take(locks, LIFE);
  }

  private void assertHeld() {
    SendException e = assertThrows(SendException.class, this::take);
    assertEquals(Reason.INVALID, e.reason());
    assertTrue(e.getMessage().contains("locked by"), e.getMessage());
  }

  /** As if the holder had been stopped for longer than the lock lives. */
  private static void silence(RepositoryLock lock) throws IOException {
    Files.setLastModifiedTime(lock.work("alive"), FileTime.fromMillis(1));
  }

  @Test
  void thereIsOneHolderAtATime() throws IOException {
    try (RepositoryLock first = take()) {
      assertHeld();
      first.require();
    }
    try (RepositoryLock second = take()) {
      second.require();
    }
    assertEquals(1, Repository.files(locks).size(), "nothing but the last lock is left");
  }

  @Test
  void aStoppedHolderLosesTheLockAndCanChangeNothing() throws IOException {
    RepositoryLock stopped = take();
    Path mine = file(stopped.work("mine"));
    Path there = file(directory.resolve("there"));
    silence(stopped);
    try (RepositoryLock next = take()) {
      assertFalse(Files.exists(mine));
      Path target = directory.resolve("target");
      assertLost(() -> stopped.publish("mine", target));
      assertLost(() -> stopped.replace("mine", target));
      assertLost(() -> stopped.withdraw(there));
      assertLost(stopped::require);
      assertFalse(Files.exists(target));
      assertTrue(Files.exists(there));
      stopped.close();
      next.require();
      assertHeld();
    }
  }

  private static Path file(Path path) throws IOException {
    DurableFiles.create(path, new byte[] {1});
    return path;
  }

  private interface Change {
    void run() throws IOException;
  }

  private static void assertLost(Change change) {
    assertEquals(Reason.DIFFERENT, assertThrows(SendException.class, change::run).reason());
  }

  @Test
  void publishingNeverReplaces() throws IOException {
    try (RepositoryLock lock = take()) {
      file(lock.work("a"));
      Path target = directory.resolve("target");
      lock.publish("a", target);
      assertThrows(FileAlreadyExistsException.class, () -> lock.publish("a", target));
    }
  }

  @Test
  void aProcessThatHasEndedHoldsNothing() throws IOException {
    RepositoryLock dead = take();
    LockOwner self = LockOwner.self(dead.token());
    LockOwner other =
        new LockOwner(self.token(), self.host(), self.boot(), self.process(), "another start");
    Files.write(locks.resolve("1.json"), other.json());
    take().close();
    assertLost(dead::require);
  }

  @Test
  void ofADamagedLockEveryoneIsTakenForTheHolder() throws IOException {
    RepositoryLock lock = take();
    byte[] bytes = Files.readAllBytes(locks.resolve("1.json"));
    bytes[20] ^= 1;
    Files.write(locks.resolve("1.json"), bytes);
    assertHeld();
    silence(lock);
    take().close();
    assertLost(lock::require);
  }

  @Test
  void amongManyAtATimeOneGetsIt() throws Exception {
    AtomicInteger holders = new AtomicInteger();
    AtomicInteger taken = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Future<?>> tasks = new ArrayList<>();
    for (int thread = 0; thread < 8; thread++) {
      tasks.add(threads.submit(() -> takeOften(holders, taken)));
    }
    for (Future<?> task : tasks) {
      task.get();
    }
    threads.shutdown();
    assertTrue(taken.get() > 8, taken + " were taken");
  }

  private Void takeOften(AtomicInteger holders, AtomicInteger taken) throws IOException {
    for (int i = 0; i < 100; i++) {
      try (RepositoryLock lock = take()) {
        taken.incrementAndGet();
        assertEquals(1, holders.incrementAndGet(), "holders");
        lock.require();
        holders.decrementAndGet();
      } catch (SendException e) {
        assertEquals(Reason.INVALID, e.reason(), e.getMessage());
      }
    }
    return null;
  }
}
