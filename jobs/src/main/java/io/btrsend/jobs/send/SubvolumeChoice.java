package io.btrsend.jobs.send;

import io.btrsend.engine.EngineException;
import io.btrsend.engine.SendException;
import io.btrsend.engine.SendException.Reason;
import io.btrsend.engine.filesystem.SubvolumeInfo;
import io.btrsend.engine.filesystem.Subvolumes;
import io.btrsend.engine.text.NameText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Collectors;

/** Finds the subvolume that a user means by a path, an id or a UUID. */
public final class SubvolumeChoice {
  private static final int SUGGESTIONS = 3;
  private static final int MAX_LISTED = 8;

  private final Subvolumes subvolumes;

  public SubvolumeChoice(Subvolumes subvolumes) {
    this.subvolumes = subvolumes;
  }

  /**
   * Finds one by its {@link SubvolumeName}. A path wins over a UUID, and a UUID over an id, so that
   * a snapshot called {@code 20240131} can be named. A UUID may be the subvolume's own or the one
   * it was received from.
   *
   * @throws SendException if there is none, or a received UUID belongs to several
   * @throws io.btrsend.engine.CorruptFilesystemException if it is named by its id and damaged
   */
  public SubvolumeInfo named(String text) {
    SubvolumeName name = SubvolumeName.parse(text);
    return name.paths().stream()
        .flatMap(path -> subvolumes.byPath(path).stream())
        .findFirst()
        .or(() -> name.uuid().flatMap(this::byUuid))
        .or(() -> byId(name.id()))
        .orElseThrow(() -> notFound(name));
  }

  /** Finds several, each as {@link #named(String)} does. */
  public List<SubvolumeInfo> allNamed(List<String> texts) {
    List<SubvolumeInfo> all = new ArrayList<>();
    for (String text : texts) {
      all.add(named(text));
    }
    return all;
  }

  /**
   * What is meant if nothing is named: the read-only subvolume, if there is exactly one.
   *
   * @throws SendException if there is none or more than one
   * @throws io.btrsend.engine.CorruptFilesystemException if a damaged one could be meant too
   */
  public SubvolumeInfo onlyOne() {
    List<Long> unreadable = unreadable();
    if (!unreadable.isEmpty()) {
      throw subvolumes.damage().get(unreadable.get(0));
    }
    List<SubvolumeInfo> sendable =
        subvolumes.list().stream().filter(info -> info.readOnly() && !info.dead()).toList();
    if (sendable.size() == 1) {
      return sendable.get(0);
    }
    if (sendable.isEmpty()) {
      throw new SendException(
          Reason.NOT_READ_ONLY,
          "there is no read-only subvolume to send: make a snapshot with"
              + " btrfs subvolume snapshot -r SUBVOLUME SNAPSHOT");
    }
    String more = sendable.size() > MAX_LISTED ? ", ..." : "";
    throw new SendException(
        Reason.INVALID,
        "there are %d read-only subvolumes, name one with -s: %s%s"
            .formatted(
                sendable.size(),
                sendable.stream()
                    .limit(MAX_LISTED)
                    .map(this::pathText)
                    .collect(Collectors.joining(", ")),
                more));
  }

  /** The path of a subvolume as it is shown; its id if it has none, or if that is damaged. */
  public String pathText(SubvolumeInfo info) {
    byte[] path;
    try {
      path = subvolumes.path(info);
    } catch (EngineException damaged) {
      path = new byte[0];
    }
    return path.length == 0 ? "(ID " + Long.toUnsignedString(info.id()) + ")" : NameText.of(path);
  }

  /** Ids of the subvolumes of which nothing but their damage is known. */
  private List<Long> unreadable() {
    return subvolumes.damage().keySet().stream()
        .filter(id -> subvolumes.byId(id).isEmpty())
        .toList();
  }

  private Optional<SubvolumeInfo> byUuid(UUID uuid) {
    Optional<SubvolumeInfo> own = subvolumes.byUuid(uuid);
    if (own.isPresent()) {
      return own;
    }
    List<SubvolumeInfo> received = subvolumes.byReceivedUuid(uuid);
    if (received.size() > 1) {
      throw new SendException(
          Reason.INVALID,
          "received UUID %s belongs to several subvolumes: %s"
              .formatted(
                  uuid, received.stream().map(this::pathText).collect(Collectors.joining(", "))));
    }
    return received.stream().findFirst();
  }

  private Optional<SubvolumeInfo> byId(OptionalLong id) {
    if (id.isEmpty()) {
      return Optional.empty();
    }
    if (unreadable().contains(id.getAsLong())) {
      throw subvolumes.damage().get(id.getAsLong());
    }
    return subvolumes.byId(id.getAsLong());
  }

  private SendException notFound(SubvolumeName name) {
    byte[] path = name.paths().get(name.paths().size() - 1);
    List<byte[]> closest = subvolumes.closestPaths(path, SUGGESTIONS);
    String hint =
        closest.isEmpty()
            ? "there are none but the top level"
            : "closest: " + closest.stream().map(NameText::of).collect(Collectors.joining(", "));
    List<Long> unreadable = unreadable();
    String damaged =
        unreadable.isEmpty()
            ? ""
            : "; damaged: ID "
                + unreadable.stream().map(Long::toUnsignedString).collect(Collectors.joining(", "));
    return new SendException(
        Reason.NOT_FOUND,
        "no subvolume '" + name.text() + "' (by path, UUID or ID); " + hint + damaged);
  }
}
