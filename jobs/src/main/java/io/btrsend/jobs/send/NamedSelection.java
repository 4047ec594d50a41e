package io.btrsend.jobs.send;

import io.btrsend.engine.SendException;
import io.btrsend.engine.filesystem.SubvolumeInfo;
import io.btrsend.engine.filesystem.Subvolumes;
import io.btrsend.engine.send.RequestPlanner;
import io.btrsend.engine.send.SendRequest;
import io.btrsend.engine.send.SendSelection;
import java.util.List;
import java.util.OptionalInt;

/**
 * What a person asks to be sent, with subvolumes named as {@link SubvolumeChoice} takes them.
 *
 * @param subvolumes what to send; the only read-only subvolume if empty
 * @param parent null, or what the streams are the difference to
 * @param cloneSources what the receiver has besides
 * @param joined whether all share one stream header and one end
 * @param protocol its version, 0 for the newest; empty for what the other wishes need
 * @param compressed whether compressed data is sent as it lies on disk
 * @param noData whether file contents are left out
 */
public record NamedSelection(
    List<String> subvolumes,
    String parent,
    List<String> cloneSources,
    boolean joined,
    OptionalInt protocol,
    boolean compressed,
    boolean noData) {

  public NamedSelection {
    subvolumes = List.copyOf(subvolumes);
    cloneSources = List.copyOf(cloneSources);
  }

  /**
   * Finds the subvolumes and plans a request for each that is sent.
   *
   * @throws SendException if one is not found or cannot be sent
   */
  public List<SendRequest> plan(Subvolumes all) {
    SubvolumeChoice choice = new SubvolumeChoice(all);
    List<SubvolumeInfo> chosen = choice.allNamed(subvolumes);
    SendSelection selection =
        new SendSelection(
            chosen.isEmpty() ? List.of(choice.onlyOne()) : chosen,
            parent == null ? null : choice.named(parent),
            choice.allNamed(cloneSources),
            joined,
            protocol,
            compressed,
            noData);
    return new RequestPlanner(all::byUuid, choice::pathText).plan(selection);
  }
}
