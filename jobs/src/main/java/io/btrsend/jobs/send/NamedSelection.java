package io.btrsend.jobs.send;

import io.btrsend.engine.SendException;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.SubvolumeInfo;
import io.btrsend.engine.filesystem.Subvolumes;
import io.btrsend.engine.send.RequestPlanner;
import io.btrsend.engine.send.SendRequest;
import io.btrsend.engine.send.SendSelection;
import io.btrsend.jobs.plan.SmallestStream;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * What a person asks to be sent, with subvolumes named as {@link SubvolumeChoice} takes them.
 *
 * @param subvolumes what to send; the only read-only subvolume if empty
 * @param parent null, or what the streams are the difference to; {@link #AUTO} for what makes the
 *     smallest stream
 * @param cloneSources what the receiver has besides
 * @param received UUIDs of what the receiver has, in any order; those of no subvolume here do not
 *     matter
 * @param joined whether all share one stream header and one end
 * @param protocol its version, 0 for the newest; empty for what the other wishes need
 * @param compressed whether compressed data is sent as it lies on disk
 * @param noData whether file contents are left out
 * @param allowWritable whether subvolumes that are not read-only are sent too
 */
public record NamedSelection(
    List<String> subvolumes,
    String parent,
    List<String> cloneSources,
    Set<UUID> received,
    boolean joined,
    OptionalInt protocol,
    boolean compressed,
    boolean noData,
    boolean allowWritable) {

  /** The word for the parent with the smallest stream; a subvolume of that name is ./auto. */
  public static final String AUTO = "auto";

  public NamedSelection {
    subvolumes = List.copyOf(subvolumes);
    cloneSources = List.copyOf(cloneSources);
    received = Set.copyOf(received);
  }

  /**
   * Finds the subvolumes and plans a request for each that is sent.
   *
   * @param details is told what was considered
   * @throws SendException if one is not found or cannot be sent
   */
  public List<SendRequest> plan(Filesystem filesystem, Consumer<String> details) {
    Subvolumes all = filesystem.subvolumes();
    SubvolumeChoice choice = new SubvolumeChoice(all);
    List<SubvolumeInfo> chosen = choice.allNamed(subvolumes);
    boolean auto = AUTO.equals(parent);
    SendSelection selection =
        new SendSelection(
            chosen.isEmpty() ? List.of(choice.onlyOne()) : chosen,
            parent == null || auto ? null : choice.named(parent),
            choice.allNamed(cloneSources),
            joined,
            protocol,
            compressed,
            noData,
            allowWritable);
    RequestPlanner planner = new RequestPlanner(all::byUuid, choice::pathText);
    return auto
        ? planner.plan(
            selection,
            new SmallestStream(filesystem, received(all), choice::pathText, details)::choose)
        : planner.plan(selection);
  }

  private List<SubvolumeInfo> received(Subvolumes all) {
    return all.list().stream()
        .filter(info -> info.readOnly() && !info.dead())
        .filter(info -> received.contains(info.uuid()) || received.contains(info.receivedUuid()))
        .toList();
  }
}
