package io.btrsend.engine.send;

import io.btrsend.engine.filesystem.SubvolumeInfo;
import java.util.List;

/**
 * One stream to make. The parent is not a clone source by itself; a caller that wants the reference
 * tool's convention adds it (send semantics 1.7).
 *
 * @param subvolume the subvolume to send
 * @param parent the subvolume the receiver starts from, or null for a full send
 * @param cloneSources subvolumes that the receiver has and that may be cloned from; the same one
 *     twice counts twice, as it does in the kernel
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
