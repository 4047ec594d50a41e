package io.btrsend.engine.send;

import io.btrsend.engine.filesystem.SubvolumeInfo;
import java.util.List;

/**
 * A request for one stream. The parent is not a clone source automatically; {@link RequestPlanner}
 * adds it, as {@code btrfs send} does (send semantics 1.7).
 *
 * @param subvolume the subvolume to send
 * @param parent the subvolume the receiver starts from, or null for a full send
 * @param cloneSources subvolumes of the receiver to clone from; repetitions count, as in the kernel
 * @param options everything else
 */
public record SendRequest(
    SubvolumeInfo subvolume,
    SubvolumeInfo parent,
    List<SubvolumeInfo> cloneSources,
    SendOptions options) {
  public SendRequest {
    cloneSources = List.copyOf(cloneSources);
  }
}
