package io.btrsend.jobs.repository;

import io.btrsend.jobs.repository.Catalog.Defect;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;

/** Finds out what of a repository is not what was written, and what cannot be restored then. */
public final class RepositoryCheck {
  private final Repository repository;
  private final Catalog catalog;
  private final List<Defect> defects = Collections.synchronizedList(new ArrayList<>());
  private final List<String> notes = new ArrayList<>();

  /** Snapshots whose own files are damaged or missing. */
  private final Set<SnapshotId> damaged = Collections.synchronizedSet(new HashSet<>());

  /** Snapshots that build on something that is not there. */
  private final Set<SnapshotId> unfounded = new HashSet<>();

  /** Looks at the structure: every document, and the names and sizes of the streams. */
  public RepositoryCheck(Repository repository) throws IOException {
    this.repository = repository;
    this.catalog = repository.catalog();
    defects.addAll(catalog.defects());
    checkStreams();
    checkIndex();
    checkLocks();
  }

  private void checkStreams() throws IOException {
    for (Manifest manifest : catalog.manifests()) {
      SnapshotId id = manifest.snapshot().id();
      try {
        new StoredStream(repository, manifest, count -> {}).requireSize();
      } catch (DamagedRepositoryException e) {
        add(manifest, e);
      }
      try {
        List<Manifest> unused = catalog.chain(manifest);
      } catch (DamagedRepositoryException e) {
        unfounded.add(id);
        defects.add(new Defect(Manifest.nameOf(id), e.getMessage()));
      }
    }
    for (Path orphan : RepositoryWriter.orphans(repository, catalog)) {
      if (catalog.defects().isEmpty()) {
        notes.add(orphan + ": is left over from an interrupted run; the next one removes it");
      }
    }
  }

  private void add(Manifest manifest, DamagedRepositoryException e) {
    damaged.add(manifest.snapshot().id());
    defects.add(new Defect(manifest.stream().name(), e.getMessage()));
  }

  private void checkIndex() throws IOException {
    Map<String, String> index;
    try {
      index = new LinkedHashMap<>(repository.readIndex());
    } catch (DamagedRepositoryException e) {
      defects.add(new Defect(repository.index().getFileName().toString(), e.getMessage()));
      return;
    }
    int newer = 0;
    for (Manifest manifest : catalog.manifests()) {
      Path file = repository.manifestFile(manifest.snapshot().id());
      String known = index.remove(file.getFileName().toString());
      if (known == null) {
        newer++;
      } else if (!known.equals(Sha256.hex(Sha256.of(Files.readAllBytes(file))))) {
        defects.add(
            new Defect(
                file.getFileName().toString(), file + ": is another one than the index names"));
      }
    }
    if (newer > 0) {
      notes.add(
          "the index lacks %d manifests, since a run was interrupted; the next one writes it"
              .formatted(newer));
    }
    for (String lost : index.keySet()) {
      Path file = repository.snapshots().resolve(lost);
      if (!Files.exists(file)) {
        defects.add(new Defect(lost, file + ": is missing, as the index says"));
      }
    }
  }

  private void checkLocks() throws IOException {
    for (Path file : Repository.files(repository.locks())) {
      String name = file.getFileName().toString();
      if (!name.endsWith(".json")) {
        notes.add(file + ": belongs to a run that is at work or was interrupted");
        continue;
      }
      try {
        LockOwner unused = LockOwner.read(Files.readAllBytes(file), file.toString());
      } catch (DamagedRepositoryException e) {
        defects.add(new Defect(name, e.getMessage()));
      }
    }
  }

  /**
   * The manifests of one of several parts, for those who read a part a day.
   *
   * @param part from 1
   */
  public List<Manifest> part(int part, int parts) {
    return catalog.manifests().stream()
        .filter(one -> Math.floorMod(one.snapshot().id().hashCode(), parts) == part - 1)
        .toList();
  }

  /**
   * Reads streams and compares their checksums.
   *
   * @param chosen some of the {@link #catalog}
   * @param read is told of raw bytes as they are read, by several threads
   */
  public void read(List<Manifest> chosen, LongConsumer read) throws InterruptedIOException {
    ExecutorService threads =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    try {
      List<Future<?>> tasks = new ArrayList<>();
      for (Manifest manifest : chosen) {
        if (!damaged.contains(manifest.snapshot().id())) {
          tasks.add(threads.submit(() -> read(manifest, read)));
        }
      }
      for (Future<?> task : tasks) {
        task.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private void read(Manifest manifest, LongConsumer read) {
    try {
      new StoredStream(repository, manifest, read).verify();
    } catch (DamagedRepositoryException e) {
      add(manifest, e);
    } catch (IOException e) {
      add(
          manifest,
          new DamagedRepositoryException(
              repository.streamFile(manifest) + ": cannot be read: " + e.getMessage()));
    }
  }

  public Catalog catalog() {
    return catalog;
  }

  /** What is wrong. */
  public List<Defect> defects() {
    return List.copyOf(defects);
  }

  /** What is worth knowing and does no harm. */
  public List<String> notes() {
    return List.copyOf(notes);
  }

  /** Whether the files of a snapshot are damaged or missing themselves. */
  boolean isDamaged(Manifest manifest) {
    return damaged.contains(manifest.snapshot().id());
  }

  /** All snapshots that cannot be restored, whatever the reason. */
  Set<SnapshotId> lost() {
    Set<SnapshotId> lost = new HashSet<>(damaged);
    lost.addAll(unfounded);
    lost.addAll(catalog.allDependents(lost));
    return lost;
  }

  /** The snapshots that cannot be restored because of others. */
  public List<Manifest> lostByOthers() {
    return catalog.allDependents(Set.copyOf(damaged)).stream()
        .map(id -> catalog.find(id).orElseThrow())
        .sorted((a, b) -> a.origin().path().compareTo(b.origin().path()))
        .toList();
  }

  /** All of it, one line each: what is wrong, and what depends on that. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    defects().forEach(defect -> lines.add(defect.problem()));
    for (Manifest lost : lostByOthers()) {
      if (defects().stream().noneMatch(one -> one.file().equals(lost.stream().name()))) {
        lines.add(
            lost.origin().path() + ": cannot be restored, since it builds on what is damaged");
      }
    }
    return lines;
  }
}
