package io.btrsend.engine.send;

import io.btrsend.engine.filesystem.SubvolumeInfo;
import java.util.List;
import java.util.OptionalInt;

/**
 * What someone asks for in the terms of {@code btrfs send}, before its conventions are applied.
 *
 * @param subvolumes what to send, one stream each, in this order
 * @param parent the parent of all of them, or null
 * @param cloneSources further subvolumes that the receiver has
 * @param joined one stream header and one end for all instead of one each
 * @param protocol 0 for the newest supported; empty for the convention
 * @param compressed send compressed data as it lies on disk
 * @param noData announce file contents only
 */
public record SendSelection(
    List<SubvolumeInfo> subvolumes,
    SubvolumeInfo parent,
    List<SubvolumeInfo> cloneSources,
    boolean joined,
    OptionalInt protocol,
    boolean compressed,
    boolean noData) {
  public SendSelection {
    subvolumes = List.copyOf(subvolumes);
    cloneSources = List.copyOf(cloneSources);
  }
}
