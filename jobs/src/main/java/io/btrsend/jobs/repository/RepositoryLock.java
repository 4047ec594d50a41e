package io.btrsend.jobs.repository;

import io.btrsend.engine.SendException;
import io.btrsend.engine.SendException.Reason;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The right to change a repository. There is one holder at a time, and one that has lost the lock
 * can change nothing any more, however late it notices.
 *
 * <p>Each holder has a directory of its own, {@code lock/TOKEN}, and changes the repository only by
 * moves and links out of it or into it. Who takes the lock over moves that directory away first, so
 * that all of these fail from then on. The lock itself is the file {@code lock/N.json} with the
 * largest N, made by a link that fails if it exists; N grows with each holder, and the largest one
 * is never removed. It is held as long as its holder's directory is there and its file {@code
 * alive} is written to.
 *
 * <p>For one thread, but for what is done through {@link #work}.
 */
final class RepositoryLock implements AutoCloseable {
  private static final Pattern NUMBERED = Pattern.compile("([0-9]{1,18})\\.json");
  private static final String ALIVE = "alive";
  private static final String OWNER = "owner.json";
  private static final String ENDED = "ended";
  private static final String OUTDATED = ".outdated";

  /** The beginning of the names of files that were withdrawn. */
  static final String REMOVED = "removed.";

  /** The end of the names of files that are kept for the next holder. */
  static final String PARTIAL = ".partial";

  private static final int ATTEMPTS = 5;

  /** How often a holder shows during the life of a lock that it is alive. */
  private static final int BEATS = 8;

  private final Path directory;
  private final LockOwner owner;
  private final Duration life;
  private final Path work;
  private final List<Path> inherited = new ArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::beat, "lock");
  private volatile IOException failure;

  private RepositoryLock(Path directory, LockOwner owner, Duration life) {
    this.directory = directory;
    this.owner = owner;
    this.life = life;
    this.work = directory.resolve(owner.token());
    thread.setDaemon(true);
  }

  /**
   * Takes the lock.
   *
   * @param directory of all locks of the repository
   * @param life a holder that shows no sign of life for so long has lost the lock
   * @throws SendException {@link Reason#INVALID} if it is held
   */
  static RepositoryLock take(Path directory, Duration life) throws IOException {
    byte[] random = new byte[8];
    RandomGenerator.of("SecureRandom").nextBytes(random);
    LockOwner owner = LockOwner.self(HexFormat.of().formatHex(random));
    RepositoryLock lock = new RepositoryLock(directory, owner, life);
    DurableFiles.createDirectory(lock.work);
    boolean taken = false;
    try {
      DurableFiles.create(lock.work.resolve(ALIVE), new byte[1]);
      DurableFiles.create(lock.work.resolve(OWNER), owner.json());
      lock.take();
      taken = true;
    } catch (NoSuchFileException e) {
      throw new SendException(Reason.INVALID, directory + ": another process was faster");
    } finally {
      if (!taken) {
        remove(lock.work);
      }
    }
    lock.thread.start();
    return lock;
  }

  private void take() throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      SortedMap<Long, Path> locks = locks(directory);
      long number = 1;
      if (!locks.isEmpty()) {
        number = locks.lastKey() + 1;
        requireFree(locks.get(locks.lastKey()));
      }
      try {
        Files.createLink(numbered(number), work.resolve(OWNER));
      } catch (FileAlreadyExistsException e) {
        continue;
      } catch (UnsupportedOperationException e) {
        throw new IOException(directory + ": a repository needs a file system with hard links", e);
      }
      if (locks(directory).lastKey() == number) {
        DurableFiles.forceDirectory(directory);
        outdateOthers();
        for (Path older : locks.values()) {
          Files.deleteIfExists(older);
        }
        return;
      }
      Files.deleteIfExists(numbered(number));
    }
    throw new SendException(
        Reason.INVALID, directory + ": others take the lock all the time; try again later");
  }

  private Path numbered(long number) {
    return directory.resolve(number + ".json");
  }

  private static SortedMap<Long, Path> locks(Path directory) throws IOException {
    SortedMap<Long, Path> locks = new TreeMap<>();
    for (Path file : files(directory)) {
      Matcher parts = NUMBERED.matcher(file.getFileName().toString());
      if (parts.matches()) {
        locks.put(Long.parseLong(parts.group(1)), file);
      }
    }
    return locks;
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }

  /** Makes sure that nobody holds the lock in the file, now or later. */
  private void requireFree(Path file) throws IOException {
    LockOwner holder;
    try {
      holder = LockOwner.read(Files.readAllBytes(file), file.toString());
    } catch (DamagedRepositoryException e) {
      // Any directory may be that of the holder.
      for (Path other : othersDirectories()) {
        requireSilent(other, "an unknown process (" + e.getMessage() + ")");
        outdate(other);
      }
      return;
    }
    Path theirs = directory.resolve(holder.token());
    if (Files.exists(theirs)) {
      if (!holder.isGone()) {
        requireSilent(theirs, holder.toString());
      }
      outdate(theirs);
    }
  }

  /** Makes sure that a holder has shown no sign of life for long, by the clock of the storage. */
  private void requireSilent(Path theirs, String holder) throws IOException {
    Files.write(work.resolve(ALIVE), new byte[1]);
    long now = Files.getLastModifiedTime(work.resolve(ALIVE)).toMillis();
    try {
      long silent = now - Files.getLastModifiedTime(theirs.resolve(ALIVE)).toMillis();
      if (silent < life.toMillis()) {
        throw new SendException(
            Reason.INVALID,
            "%s: the repository is locked by %s; if that has ended, the lock is free in %d s"
                .formatted(
                    directory.getParent(), holder, (life.toMillis() - Math.max(0, silent)) / 1000));
      }
    } catch (NoSuchFileException e) {
      // It has been given up at this moment, or was being made or removed when its process ended.
      return;
    }
  }

  private List<Path> othersDirectories() throws IOException {
    List<Path> others = new ArrayList<>();
    for (Path file : files(directory)) {
      if (!file.equals(work) && !NUMBERED.matcher(file.getFileName().toString()).matches()) {
        others.add(file);
      }
    }
    return others;
  }

  /** Takes a directory away from its owner. */
  private void outdate(Path theirs) throws IOException {
    String name = theirs.getFileName().toString();
    if (!name.endsWith(OUTDATED)) {
      try {
        Files.move(theirs, theirs.resolveSibling(name + OUTDATED), StandardCopyOption.ATOMIC_MOVE);
      } catch (NoSuchFileException e) {
        // Its owner or another one was faster.
        return;
      }
    }
  }

  private void outdateOthers() throws IOException {
    for (Path other : othersDirectories()) {
      outdate(other);
    }
    inherited.addAll(othersDirectories());
  }

  /** What earlier holders have left behind, for the new one to use or to remove. */
  List<Path> inherited() {
    return List.copyOf(inherited);
  }

  /** Whether the process that left a directory has certainly ended, so that it writes no more. */
  static boolean isLeftBehind(Path inherited) throws IOException {
    if (Files.exists(inherited.resolve(ENDED))) {
      return true;
    }
    try {
      return LockOwner.read(Files.readAllBytes(inherited.resolve(OWNER)), inherited.toString())
          .isGone();
    } catch (NoSuchFileException | DamagedRepositoryException e) {
      return false;
    }
  }

  /** The token that names this holder. */
  String token() {
    return owner.token();
  }

  /** A file of the holder's own. It is gone if the lock is lost. */
  Path work(String name) {
    return work.resolve(name);
  }

  /**
   * Makes one of the holder's files visible elsewhere, where nothing of the name may be.
   *
   * @throws FileAlreadyExistsException if something is
   * @throws SendException {@link Reason#DIFFERENT} if the lock is lost; nothing is changed then
   */
  void publish(String name, Path target) throws IOException {
    change(() -> Files.createLink(target, work(name)), target);
  }

  /** Moves one of the holder's files elsewhere, in the place of what is there. */
  void replace(String name, Path target) throws IOException {
    change(() -> Files.move(work(name), target, StandardCopyOption.ATOMIC_MOVE), target);
  }

  /** Moves a file from elsewhere to the holder's own, to be removed with them. */
  void withdraw(Path file) throws IOException {
    Path target = work(REMOVED + file.getFileName());
    change(() -> Files.move(file, target, StandardCopyOption.ATOMIC_MOVE), file);
  }

  private interface Change {
    void run() throws IOException;
  }

  private void change(Change change, Path changed) throws IOException {
    try {
      change.run();
    } catch (NoSuchFileException e) {
      if (!Files.exists(work)) {
        throw lost();
      }
      throw e;
    }
    DurableFiles.forceDirectory(changed.getParent());
  }

  private SendException lost() {
    return new SendException(
        Reason.DIFFERENT,
        directory.getParent()
            + ": the lock was taken over while this process was stopped or its storage did not"
            + " answer; nothing more was changed, start again");
  }

  /**
   * Fails if the lock is lost, or if it is not known whether it is.
   *
   * @throws SendException {@link Reason#DIFFERENT} if it is lost
   */
  void require() throws IOException {
    if (!Files.exists(work)) {
      throw lost();
    }
    if (failure != null) {
      throw new IOException("the lock cannot be kept: " + failure.getMessage(), failure);
    }
  }

  private void beat() {
    try {
      while (!closed.await(life.toMillis() / BEATS, TimeUnit.MILLISECONDS)) {
        Files.write(work.resolve(ALIVE), new byte[1], StandardOpenOption.WRITE);
      }
    } catch (IOException e) {
      failure = e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Gives the lock up, and removes the holder's files but for what the next one can go on with. */
  @Override
  public void close() throws IOException {
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
    if (!Files.exists(work)) {
      return;
    }
    if (files(work).stream().anyMatch(file -> file.toString().endsWith(PARTIAL))) {
      Files.move(work(ALIVE), work(ENDED), StandardCopyOption.REPLACE_EXISTING);
      outdate(work);
    } else {
      outdate(work);
      remove(work.resolveSibling(owner.token() + OUTDATED));
    }
  }

  /** Removes a directory with all that is in it, which others may be removing too. */
  static void remove(Path directory) throws IOException {
    while (Files.exists(directory)) {
      try {
        for (Path file : files(directory)) {
          Files.deleteIfExists(file);
        }
        Files.deleteIfExists(directory);
      } catch (NoSuchFileException e) {
        // It has just been removed.
      }
    }
  }
}
