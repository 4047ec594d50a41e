package io.btrsend.jobs.backup;

import io.btrsend.engine.EngineException;
import io.btrsend.engine.SendException;
import io.btrsend.engine.SendException.Reason;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.SubvolumeInfo;
import io.btrsend.engine.format.Uuids;
import io.btrsend.engine.send.RequestPlanner;
import io.btrsend.engine.send.SendOptions;
import io.btrsend.engine.send.SendRequest;
import io.btrsend.jobs.plan.SmallestStream;
import io.btrsend.jobs.repository.Catalog;
import io.btrsend.jobs.repository.KnownPlans;
import io.btrsend.jobs.repository.Manifest;
import io.btrsend.jobs.repository.SnapshotId;
import io.btrsend.jobs.repository.SnapshotReference;
import io.btrsend.jobs.send.SubvolumeChoice;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Chooses for each snapshot the parent with the smallest stream, among what the repository has and
 * what is sent before it. The two that share most leaves with it are planned exactly, and a full
 * stream.
 *
 * <p>A stream clones from its parent and from what that builds on, nothing else: so everything that
 * a restore needs is one chain, and the rest may be pruned.
 *
 * <p>For one thread at a time.
 */
public final class BackupPlanner {
  private static final int MAX_PLANNED = 2;

  /** Older ones rarely have data that the parent lacks, and each costs time for every extent. */
  private static final int MAX_CLONE_SOURCES = 4;

  /** So many tell how fast the storage is. */
  private static final int LAST_STREAMS = 8;

  private final Filesystem filesystem;
  private final SendOptions options;
  private final KnownPlans known;
  private final SmallestStream smallest;
  private final BackupOrder order;

  /** What the repository has of the filesystem, and what is planned or sent. */
  private final Map<SnapshotId, SubvolumeInfo> available = new LinkedHashMap<>();

  /** The parent of each of them as far as it is in the filesystem; chains end where it is not. */
  private final Map<SnapshotId, SnapshotId> parents = new HashMap<>();

  /**
   * @param catalog of the repository
   * @param restorable what of it can be built on
   * @param details is told what was considered
   */
  public BackupPlanner(
      Filesystem filesystem,
      Catalog catalog,
      Set<SnapshotId> restorable,
      BackupOptions options,
      KnownPlans known,
      Consumer<String> details) {
    this.filesystem = filesystem;
    this.options = options.forSend();
    this.known = known;
    this.order = new BackupOrder(filesystem);
    SubvolumeChoice names = new SubvolumeChoice(filesystem.subvolumes());
    this.smallest = new SmallestStream(filesystem, List.of(), names::pathText, details);
    for (SubvolumeInfo info : filesystem.subvolumes().list()) {
      SnapshotId id = SnapshotReference.of(info).id();
      if (info.readOnly() && !info.dead() && restorable.contains(id)) {
        Manifest manifest = catalog.find(id).orElseThrow();
        add(info, manifest.parent() == null ? null : manifest.parent().id());
      }
    }
  }

  /** Tells what an interrupted run was asked for to send a subvolume; null if there was none. */
  @FunctionalInterface
  public interface Interrupted {
    SendRequest of(SubvolumeInfo subvolume) throws IOException;
  }

  /**
   * Plans all that the repository lacks.
   *
   * @param chosen what it is to have
   * @param interrupted what can be continued; a request that is not possible any more is not used
   * @throws IOException if the repository cannot be read
   */
  public BackupPlan plan(List<SubvolumeInfo> chosen, Catalog catalog, Interrupted interrupted)
      throws IOException {
    List<SubvolumeInfo> lacking = new ArrayList<>();
    List<FailedSnapshot> failed = new ArrayList<>();
    for (SubvolumeInfo info : chosen) {
      if (info.uuid().equals(Uuids.ZERO)) {
        failed.add(new FailedSnapshot(info, withoutUuid(info)));
      } else if (catalog.isDamaged(id(info))) {
        failed.add(
            new FailedSnapshot(
                info,
                new SendException(
                    Reason.INVALID,
                    "its manifest in the repository is damaged: run btrsend repository repair")));
      } else if (catalog.find(id(info)).isEmpty()) {
        lacking.add(info);
      }
    }
    int present = chosen.size() - lacking.size() - failed.size();
    List<PlannedSnapshot> planned = new ArrayList<>();
    for (SubvolumeInfo info : order.of(lacking, List.copyOf(available.values()))) {
      try {
        SendRequest begun = interrupted.of(info);
        planned.add(begun != null && isPossible(begun) ? continued(begun) : plan(info));
      } catch (EngineException e) {
        failed.add(new FailedSnapshot(info, e));
      }
    }
    return new BackupPlan(present, planned, failed, rate(catalog));
  }

  private static SendException withoutUuid(SubvolumeInfo info) {
    return new SendException(
        Reason.INVALID,
        "subvolume ID %s has no UUID, so it cannot be recognised in a repository"
            .formatted(Long.toUnsignedString(info.id())));
  }

  /** Bytes a second of the streams that were sent last. */
  private static OptionalDouble rate(Catalog catalog) {
    List<Manifest> last =
        catalog.manifests().stream()
            .sorted(
                Comparator.comparing((Manifest manifest) -> manifest.writing().ended()).reversed())
            .limit(LAST_STREAMS)
            .toList();
    double seconds = 0;
    double bytes = 0;
    for (Manifest manifest : last) {
      seconds +=
          Duration.between(manifest.writing().began(), manifest.writing().ended()).toNanos() / 1e9;
      bytes += manifest.stream().bytes();
    }
    return seconds > 0 && bytes > 0 ? OptionalDouble.of(bytes / seconds) : OptionalDouble.empty();
  }

  /** Says that the repository has, or will have, a snapshot that others may build on. */
  private void add(SubvolumeInfo info, SnapshotId parent) {
    SnapshotId id = SnapshotReference.of(info).id();
    if (info.readOnly()) {
      available.put(id, info);
    }
    parents.put(id, parent);
  }

  /** Says that the repository will not have a snapshot that was planned. */
  void remove(SubvolumeInfo info) {
    available.remove(SnapshotReference.of(info).id());
  }

  /** Plans a snapshot that an interrupted run has begun. */
  private PlannedSnapshot continued(SendRequest request) {
    long bytes = size(request, Long.MAX_VALUE);
    return planned(request, bytes, true);
  }

  /** Whether all that a request builds on is available. */
  private boolean isPossible(SendRequest request) {
    boolean hasParent =
        request.parent() == null
            || available.containsKey(SnapshotReference.of(request.parent()).id());
    return hasParent
        && request.cloneSources().stream()
            .allMatch(source -> available.containsKey(SnapshotReference.of(source).id()));
  }

  /** Plans a snapshot; from then on it is available to others. */
  PlannedSnapshot plan(SubvolumeInfo info) {
    List<SubvolumeInfo> candidates = new ArrayList<>();
    available.values().stream()
        .filter(other -> order.areRelated(info, other))
        .sorted(order.byDifferenceTo(info))
        .limit(MAX_PLANNED)
        .forEach(candidates::add);
    if (candidates.isEmpty() || !order.isMostlyShared(info, candidates.get(0))) {
      candidates.add(null);
    }
    SmallestStream.Choice choice =
        smallest.choose(
            info, candidates, (sent, parent, limit) -> size(request(sent, parent), limit));
    return planned(request(info, choice.parent()), choice.bytes(), false);
  }

  private PlannedSnapshot planned(SendRequest request, long bytes, boolean isContinued) {
    SubvolumeInfo parent = request.parent();
    add(request.subvolume(), parent == null ? null : SnapshotReference.of(parent).id());
    return new PlannedSnapshot(request, bytes, isContinued);
  }

  private SendRequest request(SubvolumeInfo info, SubvolumeInfo parent) {
    return RequestPlanner.request(info, parent, chain(parent), options);
  }

  /** The last of what a parent builds on, as far as it is in the filesystem, the parent last. */
  private List<SubvolumeInfo> chain(SubvolumeInfo parent) {
    List<SubvolumeInfo> chain = new ArrayList<>();
    SnapshotId at = parent == null ? null : SnapshotReference.of(parent).id();
    while (at != null && chain.size() < MAX_CLONE_SOURCES) {
      SubvolumeInfo info = available.get(at);
      if (info != null) {
        chain.add(0, info);
      }
      at = parents.get(at);
    }
    return chain;
  }

  private long size(SendRequest request, long limit) {
    String key =
        KnownPlans.key(
            id(request.subvolume()),
            request.parent() == null ? null : id(request.parent()),
            request.cloneSources().stream().map(BackupPlanner::id).toList(),
            request.options().version(),
            request.options().compressed());
    OptionalLong found = known.find(key, limit);
    if (found.isPresent()) {
      return found.getAsLong();
    }
    long bytes = SmallestStream.size(filesystem, request, limit);
    known.put(key, bytes, limit);
    return bytes;
  }

  private static SnapshotId id(SubvolumeInfo info) {
    return SnapshotReference.of(info).id();
  }
}
