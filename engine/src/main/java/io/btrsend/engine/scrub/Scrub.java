package io.btrsend.engine.scrub;

import io.btrsend.engine.device.Device;
import io.btrsend.engine.device.ReadingTasks;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.SpaceUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Reads everything that the extent tree lists, every copy and parity, and verifies what can be
 * verified: tree blocks by checksum, header and generation, data by its checksums, parity by the
 * data. All devices are read at once, each its metadata and then its data in physical order, with
 * several large requests in flight. Data without a checksum is read and, in chunks with parity,
 * held against the parity; its copies are not compared.
 *
 * <p>Memory: a buffer of {@link #MAX_REQUEST} bytes for each request in flight, {@link #DEPTH} a
 * device; with parity, {@link #ROWS} pieces of 64 KiB of each stripe for each of {@link
 * #ROW_WORKERS} groups of rows. Runs once.
 */
public final class Scrub {
  /**
   * The size of a request, bytes. It is the read-ahead of the kernel, which would cut larger ones
   * into pieces of this size; of several threads these would mix, and a single head would jump.
   */
  static final int MAX_REQUEST = 128 << 10;

  /** Requests in flight on a device. */
  static final int DEPTH = 32;

  /** Rows that are read together. */
  static final int ROWS = 2;

  static final int ROW_WORKERS = 24;

  private final Filesystem filesystem;
  private final Ledger ledger;
  private final ReadingTasks tasks = new ReadingTasks("scrub");

  public Scrub(Filesystem filesystem, ScrubListener listener) {
    this.filesystem = filesystem;
    this.ledger = new Ledger(filesystem.volume(), listener);
  }

  /**
   * Examines everything; damage is told to the listener, whatever it throws ends the scrub.
   *
   * @throws InterruptedException if the calling thread was interrupted; the scrub has stopped then
   */
  public void run() throws InterruptedException {
    new SuperblockScrub(filesystem, ledger).run();
    List<Callable<Void>> lanes = new ArrayList<>();
    for (Device device : filesystem.volume().devices()) {
      addLanes(device, lanes);
    }
    tasks.run(lanes);
    if (!RowScan.chunksWithParity(filesystem).isEmpty()) {
      scrubRows();
    }
  }

  private void addLanes(Device device, List<Callable<Void>> lanes) {
    DeviceScan scan = new DeviceScan(filesystem, device, ledger);
    if (device.state() == Device.State.MISSING) {
      MissingScrub missing = new MissingScrub(filesystem.volume(), device, ledger);
      lanes.add(
          () -> {
            missing.run(scan, tasks::isStopped);
            return null;
          });
      return;
    }
    for (int i = 0; i < DEPTH; i++) {
      lanes.add(
          () -> {
            new DeviceScrub(filesystem, device, ledger).run(scan, tasks::isStopped);
            return null;
          });
    }
  }

  private void scrubRows() throws InterruptedException {
    RowScan scan = new RowScan(filesystem, ledger);
    ExecutorService readers = Executors.newCachedThreadPool(tasks::newThread);
    try {
      List<Callable<Void>> lanes = new ArrayList<>();
      for (int i = 0; i < ROW_WORKERS; i++) {
        lanes.add(
            () -> {
              new RowScrub(filesystem, ledger, readers).run(scan, tasks::isStopped);
              return null;
            });
      }
      tasks.run(lanes);
    } finally {
      readers.shutdownNow();
      ReadingTasks.awaitEnd(readers);
    }
  }

  /**
   * How many allocated bytes will have been {@linkplain DeviceTally#examinedBytes examined} at the
   * end, on all devices: all copies of what the block groups say is in use. Takes a look-up for
   * each block group. Empty if there is parity, which is read by rows, or if a device is missing.
   *
   * @throws EngineException if the tree of block groups is damaged
   */
  public OptionalLong bytesToExamine() {
    boolean isWhole =
        filesystem.volume().devices().stream()
            .noneMatch(device -> device.state() == Device.State.MISSING);
    if (!isWhole || !RowScan.chunksWithParity(filesystem).isEmpty()) {
      return OptionalLong.empty();
    }
    long bytes = 0;
    for (SpaceUsage usage : SpaceUsage.of(filesystem)) {
      bytes += usage.used() * (usage.onDevices() / usage.allocated());
    }
    return OptionalLong.of(bytes);
  }

  /** What was read and found so far, by device. Thread-safe. */
  public List<DeviceTally> tallies() {
    return ledger.tallies();
  }

  /** The number of parts that could not be examined. */
  public int notExamined() {
    return ledger.notExamined();
  }
}
