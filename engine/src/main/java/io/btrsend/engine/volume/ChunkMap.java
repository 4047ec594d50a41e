package io.btrsend.engine.volume;

import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.device.Device;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * All chunks by logical address. Immutable; a look-up is one binary search over an array of
 * numbers. Source: on-disk format 4.3.
 */
public final class ChunkMap {
  /**
   * Start addresses with the sign bit flipped, so that ascending signed order is ascending unsigned
   * order.
   */
  private final long[] starts;

  private final Chunk[] chunks;

  /**
   * @throws CorruptFilesystemException if two chunks overlap, logically or on a device
   */
  public ChunkMap(Collection<Chunk> chunks) {
    this.chunks = chunks.toArray(new Chunk[0]);
    Arrays.sort(this.chunks, (a, b) -> Long.compareUnsigned(a.start(), b.start()));
    starts = new long[this.chunks.length];
    for (int i = 0; i < starts.length; i++) {
      starts[i] = this.chunks[i].start() ^ Long.MIN_VALUE;
      if (i > 0 && this.chunks[i - 1].contains(this.chunks[i].start())) {
        throw overlap(this.chunks[i - 1], this.chunks[i]);
      }
    }
    requireDistinctStripes();
  }

  private record Extent(Chunk chunk, Stripe stripe) {
    long end() {
      return stripe.physical() + chunk.stripeBytes();
    }
  }

  private void requireDistinctStripes() {
    List<Extent> extents = new ArrayList<>();
    for (Chunk chunk : chunks) {
      for (int i = 0; i < chunk.stripeCount(); i++) {
        extents.add(new Extent(chunk, chunk.stripe(i)));
      }
    }
    extents.sort(ChunkMap::byPlace);
    for (int i = 1; i < extents.size(); i++) {
      Extent a = extents.get(i - 1);
      Extent b = extents.get(i);
      if (a.stripe().device() == b.stripe().device() && b.stripe().physical() < a.end()) {
        throw overlap(a.chunk(), b.chunk());
      }
    }
  }

  private static int byPlace(Extent a, Extent b) {
    int order = a.stripe().device().uuid().compareTo(b.stripe().device().uuid());
    if (order == 0) {
      order = Long.compare(a.stripe().device().devid(), b.stripe().device().devid());
    }
    return order == 0 ? Long.compare(a.stripe().physical(), b.stripe().physical()) : order;
  }

  private static CorruptFilesystemException overlap(Chunk a, Chunk b) {
    return new CorruptFilesystemException(
        String.format(
            "chunks %s and %s overlap",
            Long.toUnsignedString(a.start()), Long.toUnsignedString(b.start())));
  }

  /** The byte offset at which the last stripe on a device ends. */
  public long end(Device device) {
    long end = 0;
    for (Chunk chunk : chunks) {
      for (int i = 0; i < chunk.stripeCount(); i++) {
        if (chunk.stripe(i).device() == device) {
          end = Math.max(end, chunk.stripe(i).physical() + chunk.stripeBytes());
        }
      }
    }
    return end;
  }

  /** The chunk that holds a logical address, or null. */
  Chunk find(long logical) {
    int index = Arrays.binarySearch(starts, logical ^ Long.MIN_VALUE);
    if (index < 0) {
      index = -index - 2;
    }
    return index >= 0 && chunks[index].contains(logical) ? chunks[index] : null;
  }

  /** All chunks, by ascending address. */
  public List<Chunk> chunks() {
    return List.of(chunks);
  }
}
