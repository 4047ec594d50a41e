package io.btrsend.engine.send;

import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.EngineException;
import io.btrsend.engine.ImageAccessException;
import io.btrsend.engine.MissingDeviceException;
import io.btrsend.engine.extent.ExtentData;
import io.btrsend.engine.extent.UnreadableData;
import io.btrsend.engine.extent.UnreadableRange;
import io.btrsend.engine.filesystem.FilePaths;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.Inode;
import io.btrsend.engine.filesystem.Subvolume;
import io.btrsend.engine.filesystem.SubvolumeInfo;
import io.btrsend.engine.send.SkippedRange.Reason;
import io.btrsend.engine.volume.Volume;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Tolerates unreadable data and records each range. During a send it records only numbers, some
 * tens of bytes for each run of damaged sectors; names are looked up when the list is requested.
 * Thread-safe.
 */
public final class SkippedRanges implements UnreadableData {
  private final Filesystem filesystem;
  private final Volume volume;
  private final List<Spot> spots = new ArrayList<>();

  private record FileId(long subvolume, long inode) {}

  /** What an earlier run skipped: for each file the ends of separate ranges by their begins. */
  private final Map<FileId, NavigableMap<Long, Long>> known = new HashMap<>();

  /**
   * A run of unreadable bytes of a file.
   *
   * @param subvolume id of the subvolume
   * @param logical the address of the first byte; the start of the extent if it is compressed
   */
  public record Spot(
      long subvolume, long inode, long offset, long length, long logical, Reason reason) {
    /** The offset of the first byte after it. */
    public long end() {
      return offset + length;
    }

    Spot upTo(long newEnd) {
      return new Spot(subvolume, inode, offset, newEnd - offset, logical, reason);
    }
  }

  public SkippedRanges(Filesystem filesystem) {
    this(filesystem, List.of());
  }

  /**
   * Continues the record of an earlier run.
   *
   * @param known what that run skipped: skipped again without an attempt to read it
   */
  public SkippedRanges(Filesystem filesystem, List<Spot> known) {
    this.filesystem = filesystem;
    this.volume = filesystem.volume();
    spots.addAll(known);
    List<Spot> sorted = new ArrayList<>(known);
    sorted.sort(Comparator.comparingLong(Spot::offset));
    for (Spot spot : sorted) {
      NavigableMap<Long, Long> ends =
          this.known.computeIfAbsent(
              new FileId(spot.subvolume(), spot.inode()), file -> new TreeMap<>());
      Map.Entry<Long, Long> before = ends.lastEntry();
      boolean joined = before != null && before.getValue() >= spot.offset();
      ends.merge(joined ? before.getKey() : spot.offset(), spot.end(), Math::max);
    }
  }

  @Override
  public KnownRange knownUnreadable(ExtentData extent, long fileOffset, int length) {
    NavigableMap<Long, Long> ends = known.get(new FileId(extent.subvolumeId(), extent.inode()));
    if (ends == null) {
      return null;
    }
    Map.Entry<Long, Long> last = ends.lowerEntry(fileOffset + length);
    if (last == null || last.getValue() <= fileOffset) {
      return null;
    }
    Map.Entry<Long, Long> first = ends.floorEntry(fileOffset);
    if (first == null || first.getValue() <= fileOffset) {
      first = ends.higherEntry(fileOffset);
    }
    return new KnownRange(first.getKey(), first.getValue() - first.getKey());
  }

  /** The runs skipped so far, as they were met. */
  public synchronized List<Spot> spots() {
    return List.copyOf(spots);
  }

  @Override
  public synchronized void unreadable(UnreadableRange range) {
    Spot spot =
        new Spot(
            range.extent().subvolumeId(),
            range.extent().inode(),
            range.fileOffset(),
            range.length(),
            range.logical(),
            reason(range.cause()));
    append(spots, spot);
  }

  private static Reason reason(EngineException cause) {
    if (cause instanceof MissingDeviceException) {
      return Reason.MISSING;
    }
    return cause instanceof ImageAccessException ? Reason.UNREADABLE : Reason.DAMAGED;
  }

  /** Adds a spot, or extends the last one. */
  private void append(List<Spot> list, Spot spot) {
    Spot last = list.isEmpty() ? null : list.get(list.size() - 1);
    if (last != null && continues(last, spot)) {
      list.set(list.size() - 1, last.upTo(Math.max(last.end(), spot.end())));
    } else {
      list.add(spot);
    }
  }

  /**
   * Whether one spot begins inside or at the end of the other, both in the file and in logical
   * addresses.
   */
  private boolean continues(Spot last, Spot spot) {
    if (spot.subvolume() != last.subvolume()
        || spot.inode() != last.inode()
        || spot.reason() != last.reason()
        || spot.offset() < last.offset()
        || spot.offset() > last.end()) {
      return false;
    }
    long distance = spot.logical() - last.logical();
    return distance == 0
        || (distance == spot.offset() - last.offset()
            && distance < volume.contiguous(last.logical()));
  }

  public synchronized boolean isEmpty() {
    return spots.isEmpty();
  }

  /** The ranges skipped so far, each once, ordered by subvolume id, inode and offset. */
  public synchronized List<SkippedRange> list() {
    if (spots.isEmpty()) {
      return List.of();
    }
    List<Spot> sorted = new ArrayList<>(spots);
    sorted.sort(
        Comparator.comparingLong(Spot::subvolume)
            .thenComparingLong(Spot::inode)
            .thenComparingLong(Spot::offset));
    List<Spot> joined = new ArrayList<>();
    sorted.forEach(spot -> append(joined, spot));
    List<SkippedRange> named = new ArrayList<>(joined.size());
    Subvolume subvolume = null;
    for (Spot spot : joined) {
      if (subvolume == null || subvolume.id() != spot.subvolume()) {
        subvolume = open(spot.subvolume());
      }
      named.add(named(subvolume, spot));
    }
    return named;
  }

  private Subvolume open(long id) {
    SubvolumeInfo info = filesystem.subvolumes().byId(id).orElseThrow();
    return new Subvolume(filesystem.blocks(), info);
  }

  private SkippedRange named(Subvolume subvolume, Spot spot) {
    Inode inode = subvolume.inode(spot.inode());
    long end = inode == null ? spot.end() : Math.min(spot.end(), inode.size());
    return new SkippedRange(
        filesystem.subvolumes().path(subvolume.info()),
        FilePaths.of(subvolume, spot.inode()),
        spot.inode(),
        spot.offset(),
        end - spot.offset(),
        spot.logical(),
        copies(spot.logical()),
        spot.reason());
  }

  private List<String> copies(long logical) {
    try {
      return logical == 0 ? List.of() : volume.describe(logical);
    } catch (CorruptFilesystemException e) {
      return List.of();
    }
  }
}
