package io.btrsend.jobs.backup;

import io.btrsend.actors.OutputException;
import io.btrsend.engine.EngineException;
import io.btrsend.engine.SendException;
import io.btrsend.engine.extent.UnreadableData;
import io.btrsend.engine.extent.UnreadableRange;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.SubvolumeInfo;
import io.btrsend.engine.send.SendReport;
import io.btrsend.engine.send.SendRequest;
import io.btrsend.engine.send.SkippedRanges;
import io.btrsend.engine.text.NameText;
import io.btrsend.jobs.repository.Manifest;
import io.btrsend.jobs.repository.RepositoryWriter;
import io.btrsend.jobs.repository.RepositoryWriter.Begun;
import io.btrsend.jobs.repository.SnapshotReference;
import io.btrsend.jobs.send.ErrorPolicy;
import io.btrsend.jobs.send.SendJob;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.channels.WritableByteChannel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Sends what was planned into a repository. A subvolume that cannot be sent does not stop the
 * others; a repository that cannot be written does.
 */
public final class BackupJob {
  private static final String PROGRAM = "btrsend 1.0.0";

  /**
   * How streams are written.
   *
   * @param level of compression, or empty
   * @param policy about data that cannot be read
   * @param limited limits the rate of a stream
   */
  public record Writing(
      OptionalInt level, ErrorPolicy policy, UnaryOperator<WritableByteChannel> limited) {}

  private final Filesystem filesystem;
  private final RepositoryWriter writer;
  private final BackupPlanner planner;
  private final Writing writing;
  private final BackupListener listener;
  private final AtomicLong bytes = new AtomicLong();
  private final List<PlannedSnapshot> waiting = new ArrayList<>();

  /** Ids of subvolumes whose streams the repository does not have yet. */
  private final Set<Long> unfinished = new HashSet<>();

  private final List<FailedSnapshot> failed = new ArrayList<>();
  private final List<Manifest> written = new ArrayList<>();
  private int count;
  private int begun;
  private boolean stopped;

  public BackupJob(
      Filesystem filesystem,
      RepositoryWriter writer,
      BackupPlanner planner,
      Writing writing,
      BackupListener listener) {
    this.filesystem = filesystem;
    this.writer = writer;
    this.planner = planner;
    this.writing = writing;
    this.listener = listener;
  }

  /** Raw bytes of all streams so far, those of interrupted runs included; for any thread. */
  public long bytes() {
    return bytes.get();
  }

  /**
   * What came of it.
   *
   * @param written what the repository has got
   * @param failed what it has not got
   */
  public record Outcome(List<Manifest> written, List<FailedSnapshot> failed) {
    public Outcome {
      written = List.copyOf(written);
      failed = List.copyOf(failed);
    }

    /** Whether a stream lacks something that could not be read. */
    public boolean hasSkipped() {
      return written.stream().anyMatch(manifest -> !manifest.skipped().isEmpty());
    }
  }

  /**
   * Sends everything.
   *
   * @param jobs how many streams are written at a time
   * @param senders makes what sends, for one thread each
   * @throws IOException if the repository cannot be written
   * @throws io.btrsend.engine.SendException if its lock is lost
   */
  public Outcome run(BackupPlan plan, int jobs, Supplier<SendJob> senders) throws IOException {
    count = plan.snapshots().size();
    waiting.addAll(plan.snapshots());
    plan.snapshots().forEach(one -> unfinished.add(one.request().subvolume().id()));
    for (FailedSnapshot snapshot : plan.failed()) {
      fail(snapshot);
    }
    ExecutorService threads = Executors.newFixedThreadPool(jobs);
    try {
      List<Future<?>> tasks = new ArrayList<>();
      for (int i = 0; i < Math.min(jobs, Math.max(1, count)); i++) {
        tasks.add(threads.submit(() -> work(senders)));
      }
      for (Future<?> task : tasks) {
        await(task);
      }
      writer.writeIndex();
    } catch (IOException e) {
      // If the lock is lost, the files that are missing are a consequence.
      writer.requireLock();
      throw e;
    } finally {
      threads.shutdownNow();
    }
    return new Outcome(written, failed);
  }

  private static void await(Future<?> task) throws IOException {
    try {
      task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  private Void work(Supplier<SendJob> senders) throws IOException, InterruptedException {
    boolean complete = false;
    try (SendJob sender = senders.get()) {
      for (PlannedSnapshot next = next(); next != null; next = next()) {
        send(sender, next);
      }
      complete = true;
    } finally {
      if (!complete) {
        stop();
      }
    }
    return null;
  }

  private synchronized void stop() {
    stopped = true;
    notifyAll();
  }

  /** The next one whose parent the repository has; null if there are no more. */
  private synchronized PlannedSnapshot next() throws InterruptedException {
    while (!stopped && !waiting.isEmpty()) {
      for (int i = 0; i < waiting.size(); i++) {
        SubvolumeInfo parent = waiting.get(i).request().parent();
        if (parent == null || !unfinished.contains(parent.id())) {
          begun++;
          PlannedSnapshot next = waiting.remove(i);
          listener.begins(next, begun, count);
          return next;
        }
      }
      wait();
    }
    return null;
  }

  private void send(SendJob sender, PlannedSnapshot snapshot) throws IOException {
    try {
      Manifest manifest = writeOrBeginAgain(sender, snapshot);
      synchronized (this) {
        written.add(manifest);
        unfinished.remove(snapshot.request().subvolume().id());
        listener.ended(snapshot, manifest);
        notifyAll();
      }
    } catch (OutputException e) {
      throw e.getCause() instanceof IOException failure ? failure : new IOException(e);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (EngineException e) {
      writer.requireLock();
      fail(new FailedSnapshot(snapshot.request().subvolume(), e));
    }
  }

  /** Others that were to build on it are planned anew. */
  private synchronized void fail(FailedSnapshot snapshot) {
    failed.add(snapshot);
    listener.failed(snapshot);
    unfinished.remove(snapshot.subvolume().id());
    planner.remove(snapshot.subvolume());
    for (PlannedSnapshot dependent : List.copyOf(waiting)) {
      SubvolumeInfo parent = dependent.request().parent();
      if (parent != null && parent.id() == snapshot.subvolume().id()) {
        replan(dependent);
      }
    }
    notifyAll();
  }

  private void replan(PlannedSnapshot dependent) {
    SubvolumeInfo subvolume = dependent.request().subvolume();
    int place = waiting.indexOf(dependent);
    try {
      waiting.set(place, planner.plan(subvolume));
    } catch (EngineException e) {
      waiting.remove(place);
      fail(new FailedSnapshot(subvolume, e));
    }
  }

  /**
   * The stream of a snapshot depends on what else refers to its data. So one that was interrupted
   * cannot be continued if other snapshots were made or deleted since, and is begun again.
   */
  private Manifest writeOrBeginAgain(SendJob sender, PlannedSnapshot snapshot) throws IOException {
    try {
      return write(sender, snapshot);
    } catch (SendException e) {
      writer.requireLock();
      if (e.reason() != SendException.Reason.DIFFERENT) {
        throw e;
      }
      writer.forget(SnapshotReference.of(snapshot.request().subvolume()).id());
      return write(sender, snapshot);
    }
  }

  private Manifest write(SendJob sender, PlannedSnapshot snapshot) throws IOException {
    SendRequest request = snapshot.request();
    Instant began = Instant.now();
    SkippedRanges skipped = new SkippedRanges(filesystem);
    try (Begun stream = writer.begin(filesystem, request, writing.level())) {
      bytes.addAndGet(stream.sink().bytes());
      CountingChannel counted = new CountingChannel(stream.sink(), bytes);
      SendReport report =
          sender.send(
              filesystem,
              request,
              stream.part(),
              policy(stream, skipped),
              writing.limited().apply(counted));
      return writer.publish(
          stream,
          filesystem.subvolumes().path(request.subvolume()),
          request,
          (file, token) -> manifest(request, report, skipped, file, token, began));
    }
  }

  /** What is skipped is noted first, since an interrupted stream does not tell. */
  private UnreadableData policy(Begun stream, SkippedRanges skipped) {
    if (writing.policy() == ErrorPolicy.FAIL) {
      return UnreadableData.FAIL;
    }
    return (UnreadableRange range) -> {
      try {
        writer.noteSkipped(stream.id());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      skipped.unreadable(range);
    };
  }

  private Manifest manifest(
      SendRequest request,
      SendReport report,
      SkippedRanges skipped,
      Manifest.StreamFile file,
      String token,
      Instant began) {
    SubvolumeInfo info = request.subvolume();
    return new Manifest(
        SnapshotReference.of(info),
        request.parent() == null ? null : SnapshotReference.of(request.parent()),
        request.cloneSources().stream().map(SnapshotReference::of).toList(),
        new Manifest.Origin(
            filesystem.volume().superblock().fsid(),
            NameText.lossless(filesystem.subvolumes().path(info)),
            info.parentUuid(),
            Instant.ofEpochSecond(info.otime())),
        file,
        new Manifest.Counts(
            report.commands(),
            report.counts().written(),
            report.counts().cloned(),
            report.counts().inodes().created(),
            report.counts().inodes().changed(),
            report.counts().inodes().deleted()),
        skipped.list().stream().map(Manifest.Skipped::of).toList(),
        new Manifest.Writing(token, PROGRAM, began, Instant.now()));
  }
}
