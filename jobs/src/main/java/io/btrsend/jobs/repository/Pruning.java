package io.btrsend.jobs.repository;

import java.io.IOException;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What is removed from a repository by the rules of a {@link Retention}: never what something that
 * is kept builds on.
 *
 * @param removed so that none comes after what it builds on
 * @param needed what no rule keeps, but something that is kept builds on
 * @param kept how many are kept by a rule
 */
public record Pruning(List<Manifest> removed, List<Manifest> needed, int kept) {
  public Pruning {
    removed = List.copyOf(removed);
    needed = List.copyOf(needed);
  }

  /**
   * Applies the rules.
   *
   * @throws DamagedRepositoryException if there are damaged manifests: it is not known what they
   *     build on
   */
  public static Pruning of(Catalog catalog, Retention retention, ZoneId zone) {
    if (!catalog.defects().isEmpty()) {
      throw new DamagedRepositoryException(
          catalog.defects().get(0).problem() + "; repair the repository first");
    }
    Set<SnapshotId> kept = retention.kept(catalog, zone);
    Set<SnapshotId> needed = new HashSet<>();
    for (SnapshotId id : kept) {
      for (Manifest manifest : catalog.chain(catalog.find(id).orElseThrow())) {
        needed.add(manifest.snapshot().id());
      }
    }
    needed.removeAll(kept);
    Set<SnapshotId> removed = new HashSet<>();
    for (Manifest manifest : catalog.manifests()) {
      SnapshotId id = manifest.snapshot().id();
      if (!kept.contains(id) && !needed.contains(id)) {
        removed.add(id);
      }
    }
    return new Pruning(
        RepositoryRepair.dependentsFirst(catalog, removed),
        catalog.manifests().stream().filter(one -> needed.contains(one.snapshot().id())).toList(),
        kept.size());
  }

  /** Bytes of the files that are removed. */
  public long bytes() {
    return removed.stream().mapToLong(one -> one.stream().fileBytes()).sum();
  }

  /** Removes them. An interruption at any time leaves a repository that is sound. */
  public void run(RepositoryWriter writer) throws IOException {
    Repository repository = writer.repository();
    Set<SnapshotId> gone = new HashSet<>();
    removed.forEach(one -> gone.add(one.snapshot().id()));
    Catalog all = repository.catalog();
    writer.writeIndex(
        new Catalog(
            all.manifests().stream().filter(one -> !gone.contains(one.snapshot().id())).toList(),
            List.of()));
    for (Manifest manifest : removed) {
      writer.lock().withdraw(repository.manifestFile(manifest.snapshot().id()));
      writer.lock().withdraw(repository.streamFile(manifest));
    }
  }
}
