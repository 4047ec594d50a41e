package io.btrsend.engine.salvage;

import io.btrsend.engine.extent.ExtentData;
import io.btrsend.engine.extent.UnreadableData;
import io.btrsend.engine.extent.UnreadableRange;
import io.btrsend.engine.send.SkippedRanges;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/**
 * Tolerates unreadable data and records each range, and passes on data whose checksums cannot be
 * read, recording the files. Thread-safe.
 */
public final class SalvagedData implements UnreadableData {
  private final SkippedRanges skipped;
  private final Set<FileId> unverified = ConcurrentHashMap.newKeySet();

  private record FileId(long subvolume, long inode) {}

  /**
   * @param skipped records what is unreadable
   */
  public SalvagedData(SkippedRanges skipped) {
    this.skipped = skipped;
  }

  @Override
  public void unreadable(UnreadableRange range) {
    skipped.unreadable(range);
  }

  @Override
  public KnownRange knownUnreadable(ExtentData extent, long fileOffset, int length) {
    return skipped.knownUnreadable(extent, fileOffset, length);
  }

  @Override
  public boolean acceptsUnverified(ExtentData extent) {
    unverified.add(new FileId(extent.subvolumeId(), extent.inode()));
    return true;
  }

  /** Passes id of the subvolume and inode of each file with unverified data to the action. */
  void forEachUnverified(BiConsumer<Long, Long> action) {
    unverified.forEach(file -> action.accept(file.subvolume(), file.inode()));
  }

  /** Passes id of the subvolume and inode of each file with unreadable data to the action. */
  void forEachIncomplete(BiConsumer<Long, Long> action) {
    skipped.spots().forEach(spot -> action.accept(spot.subvolume(), spot.inode()));
  }
}
