package io.btrsend.jobs.repository;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes a repository sound again: what is damaged is set aside with what builds on it, and the
 * index is made anew from the manifests that are left.
 */
public final class RepositoryRepair {
  private static final String SET_ASIDE = "set-aside";

  private final RepositoryWriter writer;
  private final Repository repository;
  private final List<String> lines = new ArrayList<>();

  /**
   * @param writer holds the lock
   */
  public RepositoryRepair(RepositoryWriter writer) {
    this.writer = writer;
    this.repository = writer.repository();
  }

  /**
   * Repairs what a check has found.
   *
   * @param check made under the lock
   * @return what was done, one line each
   */
  public List<String> run(RepositoryCheck check) throws IOException {
    Catalog catalog = check.catalog();
    // Those that build on others come first, so that an interruption leaves no gaps.
    for (Manifest manifest : dependentsFirst(catalog, check.lost())) {
      SnapshotId id = manifest.snapshot().id();
      setAside(repository.manifestFile(id));
      setAside(repository.streamFile(manifest));
      String reason = check.isDamaged(manifest) ? "is damaged" : "builds on what is damaged";
      lines.add("set aside " + manifest.origin().path() + ", which " + reason);
    }
    for (Catalog.Defect defect : catalog.defects()) {
      setAside(repository.directory().resolve(defect.file()));
      lines.add("set aside " + defect.file() + ", which is no manifest that can be used");
    }
    Catalog left = repository.catalog();
    for (Path orphan : RepositoryWriter.orphans(repository, left)) {
      setAside(orphan);
      lines.add("set aside " + orphan.getFileName() + ", which has no manifest");
    }
    writer.writeIndex(left);
    lines.add("the index names " + left.manifests().size() + " snapshots");
    return lines;
  }

  /** Those of a set, so that none comes after what it builds on. */
  static List<Manifest> dependentsFirst(Catalog catalog, Set<SnapshotId> ids) {
    List<Manifest> ordered = new ArrayList<>();
    Set<SnapshotId> seen = new HashSet<>();
    for (SnapshotId id : ids) {
      visit(catalog, catalog.find(id).orElseThrow(), ids, seen, ordered);
    }
    return ordered;
  }

  private static void visit(
      Catalog catalog,
      Manifest manifest,
      Set<SnapshotId> ids,
      Set<SnapshotId> seen,
      List<Manifest> ordered) {
    if (!seen.add(manifest.snapshot().id())) {
      return;
    }
    for (Manifest dependent : catalog.dependents(manifest.snapshot().id())) {
      if (ids.contains(dependent.snapshot().id())) {
        visit(catalog, dependent, ids, seen, ordered);
      }
    }
    ordered.add(manifest);
  }

  private void setAside(Path file) throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    Path directory = repository.directory().resolve(SET_ASIDE);
    try {
      DurableFiles.createDirectory(directory);
    } catch (FileAlreadyExistsException e) {
      // What was set aside before is there.
    }
    writer.lock().withdraw(file);
    Path own = writer.lock().work(RepositoryLock.REMOVED + file.getFileName());
    Path target = directory.resolve(file.getFileName() + "." + writer.lock().token());
    Files.move(own, target);
  }
}
