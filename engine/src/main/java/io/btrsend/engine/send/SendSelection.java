package io.btrsend.engine.send;

import io.btrsend.engine.filesystem.SubvolumeInfo;
import java.util.List;
import java.util.OptionalInt;

/**
 * The arguments of {@code btrfs send}, before its conventions are applied.
 *
 * @param subvolumes what to send, one stream each, in this order
 * @param parent the parent of all of them, or null
 * @param cloneSources further subvolumes that the receiver has, to clone from
 * @param joined whether all streams share one stream header and one END
 * @param protocol protocol version; 0 for the newest supported one, empty for the convention
 * @param compressed whether compressed data is sent as stored
 * @param noData whether file data is left out
 * @param allowWritable whether subvolumes that are not read-only are sent too
 */
public record SendSelection(
    List<SubvolumeInfo> subvolumes,
    SubvolumeInfo parent,
    List<SubvolumeInfo> cloneSources,
    boolean joined,
    OptionalInt protocol,
    boolean compressed,
    boolean noData,
    boolean allowWritable) {
  public SendSelection {
    subvolumes = List.copyOf(subvolumes);
    cloneSources = List.copyOf(cloneSources);
  }
}
