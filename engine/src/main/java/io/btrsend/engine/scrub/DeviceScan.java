package io.btrsend.engine.scrub;

import io.btrsend.engine.EngineException;
import io.btrsend.engine.device.Device;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.volume.Chunk;
import io.btrsend.engine.volume.Place;
import io.btrsend.engine.volume.Volume;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * Plans the reads of everything that is allocated on one device outside of chunks with parity:
 * metadata first, then data, each in physical order. Extents and checksums are looked up all the
 * way; after the metadata was read once, these look-ups are served by the cache of the operating
 * system and send the head of a disk nowhere. The threads of the device take one request after the
 * other, so the plan runs only as far ahead as there are threads. Thread-safe.
 */
final class DeviceScan {
  /** Reading a gap of this size costs less than another request. */
  private static final int MAX_GAP = 64 << 10;

  private final Filesystem filesystem;
  private final Volume volume;
  private final Device device;
  private final Ledger ledger;
  private final Iterator<StripeRange> stripes;
  private final Deque<Segment> planned = new ArrayDeque<>();
  private StripeRange stripe;
  private ExtentScan extents;

  /** The part of a chunk on the device. */
  private record StripeRange(Chunk chunk, long physical) {
    boolean holds(Place place) {
      long offset = place.physical() - physical;
      return offset >= 0 && offset < chunk.stripeBytes();
    }
  }

  DeviceScan(Filesystem filesystem, Device device, Ledger ledger) {
    this.filesystem = filesystem;
    this.volume = filesystem.volume();
    this.device = device;
    this.ledger = ledger;
    List<StripeRange> ranges = new ArrayList<>();
    for (Chunk chunk : volume.chunks()) {
      for (int i = 0; i < chunk.stripeCount() && chunk.profile().parities() == 0; i++) {
        if (chunk.device(i) == device) {
          ranges.add(new StripeRange(chunk, chunk.physical(i)));
        }
      }
    }
    ranges.sort(
        Comparator.comparing((StripeRange range) -> !range.chunk().holdsMetadata())
            .thenComparingLong(StripeRange::physical));
    stripes = ranges.iterator();
  }

  /** The next request of at most {@link Scrub#MAX_REQUEST} bytes, or null after the last. */
  synchronized DiskRequest next() {
    Segment first = take();
    if (first == null) {
      return null;
    }
    List<Segment> segments = new ArrayList<>();
    segments.add(first);
    long end = first.end();
    for (Segment next = peek(); next != null; next = peek()) {
      long gap = next.physical() - end;
      if (gap < 0 || gap > MAX_GAP || next.end() - first.physical() > Scrub.MAX_REQUEST) {
        break;
      }
      segments.add(take());
      end = next.end();
    }
    return new DiskRequest(first.physical(), (int) (end - first.physical()), segments);
  }

  private Segment take() {
    peek();
    return planned.poll();
  }

  private Segment peek() {
    while (planned.isEmpty() && (stripe != null || stripes.hasNext())) {
      if (stripe == null) {
        stripe = stripes.next();
        extents = null;
      }
      planExtent();
    }
    return planned.peek();
  }

  /** Plans the next extent of the stripe, or ends the stripe. */
  private void planExtent() {
    try {
      if (extents == null) {
        extents = new ExtentScan(filesystem, stripe.chunk());
      }
      AllocatedExtent extent = extents.next();
      if (extent == null) {
        stripe = null;
        return;
      }
      volume.visitPlaces(extent.logical(), extent.length(), place -> plan(extent, place));
    } catch (EngineException e) {
      ledger.notExamined(stripe.chunk().start(), e);
      stripe = null;
    }
  }

  private void plan(AllocatedExtent extent, Place place) {
    if (place.device() != device || !stripe.holds(place)) {
      return;
    }
    for (long done = 0; done < place.length(); done += Scrub.MAX_REQUEST) {
      int length = (int) Math.min(Scrub.MAX_REQUEST, place.length() - done);
      planned.add(
          new Segment(
              extent,
              device,
              place.physical() + done,
              place.logical() + done,
              length,
              place.copy()));
    }
  }
}
