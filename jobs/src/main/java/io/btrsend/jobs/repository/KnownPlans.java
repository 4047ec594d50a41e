package io.btrsend.jobs.repository;

import io.btrsend.engine.text.JsonText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * The sizes of streams that were planned, kept in the repository for the next run. Nothing depends
 * on them but the time that planning takes: a file that is damaged is as good as none.
 */
public final class KnownPlans {
  private static final int VERSION = 1;
  private static final long KEEP_NANOS = 1_000_000_000L;

  private final Map<String, Size> sizes = new LinkedHashMap<>();
  private boolean changed;
  private long lastKept = System.nanoTime();

  /**
   * What is known of a size.
   *
   * @param exact whether it is the size; else it is at least that
   */
  private record Size(long bytes, boolean exact) {}

  /** Reads what is kept; nothing is known if there is no repository yet. */
  public static KnownPlans of(Repository repository) throws IOException {
    KnownPlans plans = new KnownPlans();
    if (repository != null && Files.exists(repository.plans())) {
      try {
        plans.read(repository.plans());
      } catch (DamagedRepositoryException e) {
        plans.sizes.clear();
      }
    }
    return plans;
  }

  private void read(Path file) throws IOException {
    Map<String, Size> kept =
        SealedJson.open(
            Files.readAllBytes(file),
            file.toString(),
            VERSION,
            json -> {
              Map<String, Size> all = new LinkedHashMap<>();
              json.getConfigList("plans")
                  .forEach(
                      plan ->
                          all.put(
                              plan.getString("of"),
                              new Size(
                                  Long.parseLong(plan.getString("bytes")),
                                  plan.getBoolean("exact"))));
              return all;
            });
    sizes.putAll(kept);
  }

  /** What names the plan of a stream: all that its bytes depend on. */
  public static String key(
      SnapshotId snapshot,
      SnapshotId parent,
      List<SnapshotId> cloneSources,
      int protocol,
      boolean compressed) {
    return "%s against %s from %s, protocol %d%s"
        .formatted(snapshot, parent, cloneSources, protocol, compressed ? " compressed" : "");
  }

  /** The size of a stream, if it is known that it is that or at least the limit. */
  public synchronized OptionalLong find(String key, long limit) {
    Size size = sizes.get(key);
    return size != null && (size.exact || size.bytes >= limit)
        ? OptionalLong.of(size.bytes)
        : OptionalLong.empty();
  }

  /**
   * Keeps a size.
   *
   * @param limit where planning would have ended
   */
  public synchronized void put(String key, long bytes, long limit) {
    sizes.put(key, new Size(bytes, bytes < limit));
    changed = true;
  }

  /** Forgets the plans for a snapshot, which has been sent. */
  public synchronized void forget(SnapshotId snapshot) {
    changed |= sizes.keySet().removeIf(key -> key.startsWith(snapshot + " "));
  }

  /**
   * As {@link #keep}, unless they have just been kept; so planning that is interrupted is not lost.
   */
  public synchronized void keepSometimes(Repository repository) throws IOException {
    if (System.nanoTime() - lastKept > KEEP_NANOS) {
      keep(repository);
    }
  }

  /** Writes them into the repository, if there is something new. Needs no lock. */
  public synchronized void keep(Repository repository) throws IOException {
    if (!changed) {
      return;
    }
    JsonText json = JsonText.document(VERSION);
    json.beginArray("plans");
    sizes.forEach(
        (key, size) -> {
          json.beginObject();
          json.string("of", key);
          json.string("bytes", Long.toString(size.bytes));
          json.flag("exact", size.exact);
          json.endObject();
        });
    json.endArray();
    Path next = repository.directory().resolve("plans.json." + UUID.randomUUID());
    try {
      DurableFiles.create(next, SealedJson.seal(json));
      Files.move(next, repository.plans(), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(next);
    }
    changed = false;
    lastKept = System.nanoTime();
  }
}
