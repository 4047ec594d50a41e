package io.btrsend.engine.salvage;

import io.btrsend.engine.EngineException;
import io.btrsend.engine.device.Device;
import io.btrsend.engine.device.DeviceSet;
import io.btrsend.engine.device.ReadingTasks;
import io.btrsend.engine.format.ChecksumType;
import io.btrsend.engine.format.LittleEndian;
import io.btrsend.engine.format.ObjectId;
import io.btrsend.engine.format.Superblock;
import io.btrsend.engine.format.Uuids;
import io.btrsend.engine.tree.TreeBlock;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Reads all devices from front to back, all at once, and finds every block of a root tree of the
 * filesystem, whatever the chunk tree says. Blocks are recognised by the filesystem's UUID and the
 * owner in their headers, at every sector, and verified by their checksums. A block of which only
 * parity is left is not found.
 *
 * <p>Memory: a buffer of {@link #REQUEST} bytes for each of {@link #DEPTH} requests in flight a
 * device, and what {@link FoundRoots} keeps. Runs once.
 */
public final class RootScan {
  private static final int REQUEST = 1 << 20;

  /** Requests in flight on a device, so that it never waits for the search. */
  private static final int DEPTH = 3;

  /** What is read alone where a request fails. */
  private static final int PIECE = 64 << 10;

  private static final int MAX_LEVEL = 7;

  private final UUID fsid;
  private final ChecksumType checksum;
  private final int nodeSize;
  private final int sectorSize;
  private final List<DeviceLane> lanes = new ArrayList<>();
  private final FoundRoots found = new FoundRoots();
  private final ReadingTasks tasks = new ReadingTasks("scan");
  private final LongAdder bytesRead = new LongAdder();

  /** The position of the scan on one device. */
  private record DeviceLane(Device device, AtomicLong next, LongAdder unreadable) {}

  /** Reads nothing yet. */
  public RootScan(DeviceSet devices) {
    Superblock superblock = devices.superblock();
    this.fsid = superblock.metadataUuid();
    this.checksum = superblock.checksumType();
    this.nodeSize = superblock.nodeSize();
    this.sectorSize = superblock.sectorSize();
    for (Device device : devices.given()) {
      lanes.add(new DeviceLane(device, new AtomicLong(), new LongAdder()));
    }
  }

  /** How many bytes will have been read at the end. */
  public long totalBytes() {
    return lanes.stream().mapToLong(lane -> lane.device().size()).sum();
  }

  /** How many bytes have been read so far, unreadable ones included. For any thread. */
  public long bytesRead() {
    return bytesRead.sum();
  }

  /**
   * Reads everything. What cannot be read is counted.
   *
   * @throws InterruptedException if the calling thread was interrupted; the scan has stopped then
   */
  public ScanResult run() throws InterruptedException {
    List<Callable<Void>> readers = new ArrayList<>();
    for (DeviceLane lane : lanes) {
      for (int i = 0; i < DEPTH; i++) {
        readers.add(
            () -> {
              scan(lane);
              return null;
            });
      }
    }
    tasks.run(readers);
    List<ScanResult.ScannedDevice> scanned = new ArrayList<>();
    for (DeviceLane lane : lanes) {
      Device device = lane.device();
      scanned.add(
          new ScanResult.ScannedDevice(
              device.devid(), device.uuid(), device.size(), lane.unreadable().sum()));
    }
    return new ScanResult(fsid, scanned, found.list(), found.isLeftOut());
  }

  private void scan(DeviceLane lane) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(REQUEST).order(ByteOrder.LITTLE_ENDIAN);
    long size = lane.device().size();
    while (!tasks.isStopped()) {
      long at = lane.next().getAndAdd(REQUEST);
      if (at >= size) {
        return;
      }
      int length = (int) Math.min(REQUEST, size - at);
      buffer.clear().limit(length);
      if (read(lane.device(), at, buffer)) {
        search(lane.device(), at, buffer.flip());
      } else {
        scanInPieces(lane, at, length, buffer);
      }
      bytesRead.add(length);
    }
  }

  private void scanInPieces(DeviceLane lane, long start, int length, ByteBuffer buffer) {
    for (int done = 0; done < length && !tasks.isStopped(); done += PIECE) {
      int count = Math.min(PIECE, length - done);
      buffer.clear().limit(count);
      if (read(lane.device(), start + done, buffer)) {
        search(lane.device(), start + done, buffer.flip());
      } else {
        lane.unreadable().add(count);
      }
    }
  }

  private static boolean read(Device device, long at, ByteBuffer buffer) {
    try {
      device.read(at, buffer);
      return true;
    } catch (EngineException unreadable) {
      return false;
    }
  }

  /** Looks for headers at every sector of what was read. */
  private void search(Device device, long at, ByteBuffer bytes) {
    long low = fsidPart(0);
    long high = fsidPart(8);
    int last = bytes.limit() - TreeBlock.HEADER;
    for (int sector = 0; sector <= last; sector += sectorSize) {
      if (bytes.getLong(sector + TreeBlock.FSID) == low
          && bytes.getLong(sector + TreeBlock.FSID + 8) == high
          && bytes.getLong(sector + TreeBlock.OWNER) == ObjectId.ROOT_TREE) {
        verify(device, at, sector, bytes);
      }
    }
  }

  private long fsidPart(int from) {
    byte[] bytes = new byte[Uuids.LENGTH];
    Uuids.write(bytes, 0, fsid);
    return LittleEndian.u64(bytes, from);
  }

  private void verify(Device device, long at, int sector, ByteBuffer bytes) {
    byte[] block = new byte[nodeSize];
    if (sector + nodeSize <= bytes.limit()) {
      bytes.get(sector, block);
    } else if (!read(device, at + sector, ByteBuffer.wrap(block))) {
      return;
    }
    int from = ChecksumType.FIELD_LENGTH;
    int level = LittleEndian.u8(block, TreeBlock.LEVEL);
    long address = LittleEndian.u64(block, TreeBlock.BYTENR);
    boolean sound =
        level <= MAX_LEVEL
            && (address & (sectorSize - 1L)) == 0
            && checksum.matches(block, from, nodeSize - from, block, TreeBlock.CSUM);
    if (sound) {
      found.add(new FoundRoot(LittleEndian.u64(block, TreeBlock.GENERATION), level, address));
    }
  }
}
