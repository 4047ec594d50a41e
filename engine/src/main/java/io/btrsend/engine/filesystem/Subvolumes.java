package io.btrsend.engine.filesystem;

import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.format.ObjectId;
import io.btrsend.engine.format.Uuids;
import io.btrsend.engine.tree.BlockReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The readable subvolumes of a filesystem, read once, with look-ups by id, UUID and path.
 * Immutable; thread-safe. Source: on-disk format 6.
 */
public final class Subvolumes {
  private final List<SubvolumeInfo> byAscendingId;
  private final Map<Long, SubvolumeInfo> byId = new HashMap<>();
  private final Map<UUID, SubvolumeInfo> byUuid = new HashMap<>();
  private final Map<Long, CorruptFilesystemException> damage;
  private final SubvolumePaths paths;

  /**
   * @param scan has run
   */
  Subvolumes(SubvolumeScan scan, BlockReader blocks) {
    byAscendingId = Collections.unmodifiableList(scan.found());
    damage = Collections.unmodifiableMap(scan.damage());
    for (SubvolumeInfo info : byAscendingId) {
      byId.put(info.id(), info);
      if (!info.uuid().equals(Uuids.ZERO)) {
        byUuid.putIfAbsent(info.uuid(), info);
      }
    }
    paths = new SubvolumePaths(blocks, this::byId);
  }

  /** All subvolumes including the top level, by ascending id. */
  public List<SubvolumeInfo> list() {
    return byAscendingId;
  }

  /**
   * The damage of subvolumes, by ascending id. If a damaged subvolume is in the {@link #list}, only
   * its name is lost.
   */
  public Map<Long, CorruptFilesystemException> damage() {
    return damage;
  }

  public Optional<SubvolumeInfo> byId(long id) {
    return Optional.ofNullable(byId.get(id));
  }

  public Optional<SubvolumeInfo> byUuid(UUID uuid) {
    return Optional.ofNullable(byUuid.get(uuid));
  }

  /**
   * The subvolumes received from the subvolume with that UUID, by ascending id, including snapshots
   * of received ones.
   */
  public List<SubvolumeInfo> byReceivedUuid(UUID uuid) {
    return byAscendingId.stream()
        .filter(info -> !uuid.equals(Uuids.ZERO) && info.receivedUuid().equals(uuid))
        .toList();
  }

  /**
   * The subvolume at a path from the top level.
   *
   * @param path names separated by '/'; a '/' at the start or end, or a second one, is ignored, and
   *     the empty path is the top level
   */
  public Optional<SubvolumeInfo> byPath(byte[] path) {
    byte[] wanted = normalise(path);
    if (wanted.length == 0) {
      return byId(ObjectId.FS_TREE);
    }
    byte[] last = lastName(wanted);
    for (SubvolumeInfo info : byAscendingId) {
      if (Arrays.equals(info.name(), last) && Arrays.equals(pathIfSound(info), wanted)) {
        return Optional.of(info);
      }
    }
    return Optional.empty();
  }

  /**
   * The path from the top level, names separated by '/', without one at the start; empty for the
   * top level, and for a subvolume that no directory leads to.
   *
   * @throws CorruptFilesystemException if the directories on the way are damaged
   */
  public byte[] path(SubvolumeInfo info) {
    return paths.path(info).orElseGet(() -> new byte[0]);
  }

  /** Existing paths similar to this one, most similar first. */
  public List<byte[]> closestPaths(byte[] path, int limit) {
    byte[] last = lastName(normalise(path));
    record Candidate(SubvolumeInfo info, int distance) {}
    List<byte[]> closest = new ArrayList<>();
    byAscendingId.stream()
        .filter(info -> info.name().length > 0)
        .map(info -> new Candidate(info, EditDistance.between(last, info.name())))
        .sorted(Comparator.comparingInt(Candidate::distance))
        .map(candidate -> pathIfSound(candidate.info()))
        .filter(candidate -> candidate != null && candidate.length > 0)
        .limit(limit)
        .forEach(closest::add);
    return closest;
  }

  /** The path, or null if damage hides it; such a subvolume cannot match. */
  private byte[] pathIfSound(SubvolumeInfo info) {
    try {
      return path(info);
    } catch (CorruptFilesystemException damaged) {
      return null;
    }
  }

  private static byte[] normalise(byte[] path) {
    byte[] out = new byte[path.length];
    int length = 0;
    for (byte b : path) {
      if (b != '/' || (length > 0 && out[length - 1] != '/')) {
        out[length++] = b;
      }
    }
    if (length > 0 && out[length - 1] == '/') {
      length--;
    }
    return Arrays.copyOf(out, length);
  }

  private static byte[] lastName(byte[] path) {
    int from = path.length;
    while (from > 0 && path[from - 1] != '/') {
      from--;
    }
    return Arrays.copyOfRange(path, from, path.length);
  }
}
