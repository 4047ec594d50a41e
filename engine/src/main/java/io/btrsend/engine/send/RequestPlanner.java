package io.btrsend.engine.send;

import io.btrsend.engine.SendException;
import io.btrsend.engine.SendException.Reason;
import io.btrsend.engine.filesystem.SubvolumeInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * Plans requests by the conventions of {@code btrfs send}: chooses parent, clone sources and
 * options for each stream. Source: send semantics 1.7.
 *
 * <ul>
 *   <li>The parent is also a clone source.
 *   <li>With clone sources but no parent, each subvolume's parent is chosen among the clone
 *       sources: the subvolume that it is a snapshot of, or else the snapshot of that subvolume
 *       nearest in time. A subvolume sent this way is a clone source for the next ones.
 *   <li>The protocol version is 1, or 2 if compressed data is requested.
 * </ul>
 */
public final class RequestPlanner {
  private static final String MAKE_READ_ONLY =
      "send a read-only snapshot of it (btrfs subvolume snapshot -r SUBVOLUME SNAPSHOT),"
          + " make it read-only (btrfs property set -ts SUBVOLUME ro true), or send it as it is with"
          + " --allow-writable";

  private static final String NAME_WHAT_WAS_SENT =
      "name the read-only snapshot of it that the receiver has";

  private static final int FIRST_VERSION = 1;
  private static final int COMPRESSED_VERSION = 2;

  private final Function<UUID, Optional<SubvolumeInfo>> byUuid;
  private final Function<SubvolumeInfo, String> name;

  /**
   * @param byUuid finds the subvolume with this UUID
   * @param name names a subvolume in messages
   */
  public RequestPlanner(
      Function<UUID, Optional<SubvolumeInfo>> byUuid, Function<SubvolumeInfo, String> name) {
    this.byUuid = byUuid;
    this.name = name;
  }

  /** Chooses the parent of a stream. */
  @FunctionalInterface
  public interface ParentRule {
    /**
     * The parent, or null for a full stream.
     *
     * @param receivers what the receiver has by then
     * @param options of the stream
     */
    SubvolumeInfo choose(
        SubvolumeInfo subvolume, List<SubvolumeInfo> receivers, SendOptions options);
  }

  /**
   * One request for each subvolume, in order.
   *
   * @throws SendException if one of the subvolumes is not read-only, no parent can be chosen, or
   *     options contradict each other
   */
  public List<SendRequest> plan(SendSelection selection) {
    boolean parentIsChosen = selection.parent() == null && !selection.cloneSources().isEmpty();
    return parentIsChosen
        ? plan(selection, (subvolume, receivers, options) -> chooseParent(subvolume, receivers))
        : requests(selection, (subvolume, receivers, options) -> selection.parent(), false);
  }

  /**
   * As {@link #plan(SendSelection)}, with parents chosen by another rule. A subvolume that is sent
   * is among what the receiver has for the next ones.
   */
  public List<SendRequest> plan(SendSelection selection, ParentRule rule) {
    return requests(selection, rule, true);
  }

  private List<SendRequest> requests(
      SendSelection selection, ParentRule rule, boolean receivesMore) {
    int version = version(selection);
    requireReadOnly(selection);
    List<SubvolumeInfo> receivers = new ArrayList<>(selection.cloneSources());
    if (selection.parent() != null) {
      receivers.add(selection.parent());
    }
    List<SendRequest> requests = new ArrayList<>();
    int last = selection.subvolumes().size() - 1;
    for (int i = 0; i <= last; i++) {
      SubvolumeInfo subvolume = selection.subvolumes().get(i);
      SendOptions options =
          new SendOptions(
              version,
              selection.noData(),
              selection.compressed(),
              selection.joined() && i > 0,
              selection.joined() && i < last,
              selection.allowWritable());
      SubvolumeInfo parent = rule.choose(subvolume, receivers, options);
      requests.add(request(subvolume, parent, receivers, options));
      if (receivesMore) {
        receivers.add(subvolume);
      }
    }
    return requests;
  }

  /** A request with the parent among the clone sources. */
  public static SendRequest request(
      SubvolumeInfo subvolume,
      SubvolumeInfo parent,
      List<SubvolumeInfo> receivers,
      SendOptions options) {
    List<SubvolumeInfo> cloneSources = new ArrayList<>(receivers);
    if (parent != null && receivers.stream().noneMatch(info -> info.id() == parent.id())) {
      cloneSources.add(parent);
    }
    return new SendRequest(subvolume, parent, cloneSources, options);
  }

  private static int version(SendSelection selection) {
    int conventional = selection.compressed() ? COMPRESSED_VERSION : FIRST_VERSION;
    int version = selection.protocol().orElse(conventional);
    return version == 0 ? SendOptions.NEWEST_VERSION : version;
  }

  private void requireReadOnly(SendSelection selection) {
    for (SubvolumeInfo info : selection.subvolumes()) {
      if (!selection.allowWritable() || info.dead()) {
        requireReadOnly("subvolume", info, MAKE_READ_ONLY);
      }
    }
    if (selection.parent() != null) {
      requireReadOnly("parent", selection.parent(), NAME_WHAT_WAS_SENT);
    }
    selection
        .cloneSources()
        .forEach(info -> requireReadOnly("clone source", info, NAME_WHAT_WAS_SENT));
  }

  private void requireReadOnly(String role, SubvolumeInfo info, String remedy) {
    if (!info.readOnly() && !info.dead()) {
      throw new SendException(
          Reason.NOT_READ_ONLY, role + " " + name.apply(info) + " is not read-only: " + remedy);
    }
    if (info.dead()) {
      throw new SendException(
          Reason.NOT_READ_ONLY, role + " " + name.apply(info) + " is being deleted");
    }
  }

  private SubvolumeInfo chooseParent(SubvolumeInfo subvolume, List<SubvolumeInfo> cloneSources) {
    SubvolumeInfo origin =
        byUuid
            .apply(subvolume.parentUuid())
            .orElseThrow(() -> noParent(subvolume, "what it is a snapshot of is not there"));
    if (cloneSources.stream().anyMatch(source -> source.id() == origin.id())) {
      return origin;
    }
    SubvolumeInfo nearest = null;
    for (SubvolumeInfo source : cloneSources) {
      boolean sibling = source.parentUuid().equals(origin.uuid());
      if (sibling && (nearest == null || distance(source, origin) < distance(nearest, origin))) {
        nearest = source;
      }
    }
    if (nearest == null) {
      throw noParent(subvolume, "no clone source is a snapshot of the same subvolume");
    }
    return nearest;
  }

  private static long distance(SubvolumeInfo info, SubvolumeInfo origin) {
    return Math.abs(info.ctransid() - origin.ctransid());
  }

  private SendException noParent(SubvolumeInfo subvolume, String why) {
    return new SendException(
        Reason.INVALID,
        "cannot choose a parent for subvolume "
            + name.apply(subvolume)
            + ": "
            + why
            + "; name it with -p");
  }
}
