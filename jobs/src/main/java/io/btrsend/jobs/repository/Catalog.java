package io.btrsend.jobs.repository;

import io.btrsend.engine.SendException;
import io.btrsend.engine.SendException.Reason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a repository has, as its manifests say. Immutable. */
public final class Catalog {
  /** Of a repository that is not there yet. */
  public static final Catalog EMPTY = new Catalog(List.of(), List.of());

  private static final int MAX_LISTED = 5;

  private final Map<SnapshotId, Manifest> manifests = new LinkedHashMap<>();
  private final Map<SnapshotId, List<Manifest>> dependents = new HashMap<>();
  private final List<Defect> defects;

  /**
   * A file that is not what it has to be.
   *
   * @param file its name in the repository
   * @param problem one line that names the file
   */
  public record Defect(String file, String problem) {}

  Catalog(List<Manifest> all, List<Defect> defects) {
    this.defects = List.copyOf(defects);
    all.stream()
        .sorted(
            Comparator.comparing((Manifest manifest) -> manifest.origin().created())
                .thenComparing(manifest -> manifest.snapshot().id().toString()))
        .forEach(manifest -> manifests.put(manifest.snapshot().id(), manifest));
    for (Manifest manifest : manifests.values()) {
      for (SnapshotId needed : needs(manifest)) {
        dependents.computeIfAbsent(needed, id -> new ArrayList<>()).add(manifest);
      }
    }
  }

  /** What a stream is applied to or clones from, directly. */
  static Set<SnapshotId> needs(Manifest manifest) {
    Set<SnapshotId> needs = new HashSet<>();
    if (manifest.parent() != null) {
      needs.add(manifest.parent().id());
    }
    manifest.cloneSources().forEach(source -> needs.add(source.id()));
    return needs;
  }

  /** All of them, in the order in which the snapshots were created. */
  public List<Manifest> manifests() {
    return List.copyOf(manifests.values());
  }

  /** The files that could not be used as manifests. */
  public List<Defect> defects() {
    return defects;
  }

  public Optional<Manifest> find(SnapshotId id) {
    return Optional.ofNullable(manifests.get(id));
  }

  /** Whether the manifest of a snapshot is there and cannot be used. */
  public boolean isDamaged(SnapshotId id) {
    return defects.stream().anyMatch(defect -> defect.file().endsWith("/" + Manifest.nameOf(id)));
  }

  /** Those whose streams need this snapshot directly. */
  public List<Manifest> dependents(SnapshotId id) {
    return dependents.getOrDefault(id, List.of());
  }

  /** Those whose streams need one of these snapshots, directly or not, without these. */
  Set<SnapshotId> allDependents(Set<SnapshotId> ids) {
    Set<SnapshotId> found = new HashSet<>();
    List<SnapshotId> open = new ArrayList<>(ids);
    while (!open.isEmpty()) {
      for (Manifest dependent : dependents(open.remove(open.size() - 1))) {
        SnapshotId id = dependent.snapshot().id();
        if (!ids.contains(id) && found.add(id)) {
          open.add(id);
        }
      }
    }
    return found;
  }

  /**
   * The streams that make a snapshot, in the order in which they are received; its own is the last.
   *
   * @throws DamagedRepositoryException if one is missing, or they need each other
   */
  public List<Manifest> chain(Manifest wanted) {
    List<Manifest> reversed = new ArrayList<>();
    Set<SnapshotId> seen = new HashSet<>();
    Manifest at = wanted;
    while (true) {
      if (!seen.add(at.snapshot().id())) {
        throw new DamagedRepositoryException(
            Manifest.nameOf(at.snapshot().id()) + ": builds on itself");
      }
      reversed.add(0, at);
      if (at.parent() == null) {
        break;
      }
      SnapshotId parent = at.parent().id();
      Manifest dependent = at;
      at = find(parent).orElseThrow(() -> missing(parent, dependent));
    }
    for (Manifest manifest : reversed) {
      for (SnapshotId needed : needs(manifest)) {
        if (!seen.contains(needed)) {
          throw missing(needed, manifest);
        }
      }
    }
    return reversed;
  }

  private static DamagedRepositoryException missing(SnapshotId id, Manifest dependent) {
    return new DamagedRepositoryException(
        "%s: is missing or damaged, and %s (%s) builds on it"
            .formatted(
                Manifest.nameOf(id),
                dependent.origin().path(),
                Manifest.nameOf(dependent.snapshot().id())));
  }

  /**
   * Finds the snapshot that a user means: by its path in the filesystem, of which the newest state
   * is taken, by its UUID or the one that its stream carries, or by its whole identity.
   *
   * @throws SendException {@link Reason#NOT_FOUND} if there is none; {@link Reason#INVALID} if
   *     several filesystems have one
   */
  public Manifest named(String text) {
    String path = text.replaceAll("^(\\./|/)+|/+$", "");
    List<Manifest> found =
        manifests.values().stream().filter(one -> one.origin().path().equals(path)).toList();
    if (found.isEmpty()) {
      found =
          manifests.values().stream()
              .filter(
                  one ->
                      one.snapshot().id().toString().equals(text)
                          || one.snapshot().id().uuid().toString().equals(text)
                          || one.snapshot().carried().toString().equals(text))
              .toList();
    }
    if (found.isEmpty()) {
      if (!defects.isEmpty()) {
        throw new DamagedRepositoryException(
            "no snapshot '%s' among those that can be read; %s"
                .formatted(text, defects.get(0).problem()));
      }
      throw new SendException(Reason.NOT_FOUND, "no snapshot '" + text + "'" + examples());
    }
    long subvolumes = found.stream().map(one -> one.snapshot().id().uuid()).distinct().count();
    if (subvolumes > 1) {
      throw new SendException(
          Reason.INVALID,
          "'%s' is the name of several snapshots: %s"
              .formatted(
                  text,
                  found.stream()
                      .map(one -> one.snapshot().id().toString())
                      .collect(Collectors.joining(", "))));
    }
    return found.stream()
        .max(
            (a, b) ->
                Long.compareUnsigned(a.snapshot().id().ctransid(), b.snapshot().id().ctransid()))
        .orElseThrow();
  }

  private String examples() {
    if (manifests.isEmpty()) {
      return ": the repository is empty";
    }
    String more = manifests.size() > MAX_LISTED ? ", ..." : "";
    return "; there are "
        + manifests.values().stream()
            .limit(MAX_LISTED)
            .map(one -> one.origin().path())
            .collect(Collectors.joining(", "))
        + more;
  }
}
