package io.btrsend.engine.scrub;

import io.btrsend.engine.EngineException;
import io.btrsend.engine.ImageAccessException;
import io.btrsend.engine.device.Device;
import io.btrsend.engine.filesystem.Filesystem;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;

/** Reads and verifies the requests of one device. For one thread, of which a device has several. */
final class DeviceScrub {
  private final Device device;
  private final DeviceTally tally;
  private final Ledger ledger;
  private final SectorCheck check;
  private final int sectorSize;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(Scrub.MAX_REQUEST);
  private final byte[] block;
  private final FindingRun run;

  DeviceScrub(Filesystem filesystem, Device device, Ledger ledger) {
    this.device = device;
    this.tally = ledger.of(device);
    this.ledger = ledger;
    this.check = new SectorCheck(filesystem);
    this.sectorSize = filesystem.volume().sectorSize();
    this.block = new byte[filesystem.volume().nodeSize()];
    this.run = new FindingRun(ledger);
  }

  /** Works until there is nothing left or somebody stops it. */
  void run(DeviceScan scan, BooleanSupplier stopped) {
    while (!stopped.getAsBoolean()) {
      DiskRequest request = scan.next();
      if (request == null) {
        return;
      }
      boolean complete = read(request.physical(), request.length());
      tally.read(request.length());
      for (Segment segment : request.segments()) {
        int at = (int) (segment.physical() - request.physical());
        examine(segment, at, complete);
        tally.examined(segment.length());
      }
      run.end();
    }
  }

  /** Reads into the start of the buffer; returns whether that was possible. */
  private boolean read(long physical, int length) {
    try {
      device.read(physical, buffer.clear().limit(length));
      return true;
    } catch (ImageAccessException e) {
      return false; // its parts are read one by one, and each that fails is a finding
    }
  }

  private void examine(Segment segment, int at, boolean complete) {
    try {
      if (segment.extent().isMetadata()) {
        examineBlock(segment, at, complete);
      } else {
        examineData(segment, at, complete);
      }
    } catch (EngineException e) {
      ledger.notExamined(segment.extent().logical(), e);
    }
  }

  private void examineBlock(Segment segment, int at, boolean complete) {
    segment.requireWhole();
    int from = complete ? at : 0;
    if (!complete && !read(segment.physical(), segment.length())) {
      boolean sound = check.soundBlock(segment.extent()) != null;
      run.add(unreadable(segment, 0, segment.length(), sound));
      return;
    }
    buffer.clear().position(from);
    buffer.get(block);
    SectorCheck.Defect defect = check.ofBlock(block, segment.extent());
    if (defect != null) {
      boolean sound = check.soundBlock(segment.extent()) != null;
      run.add(segment.finding(0, segment.length(), defect.problem(), defect.detail(), sound));
    }
  }

  private void examineData(Segment segment, int at, boolean complete) {
    for (int offset = 0; offset < segment.length(); offset += sectorSize) {
      long logical = segment.logical() + offset;
      if (!complete && !read(segment.physical() + offset, sectorSize)) {
        run.add(unreadable(segment, offset, sectorSize, check.soundSector(logical) != null));
      } else if (!check.hasChecksum(logical)) {
        tally.unverified(sectorSize);
      } else {
        SectorCheck.Defect defect = check.ofSector(logical, buffer, complete ? at + offset : 0);
        if (defect != null) {
          boolean sound = check.soundSector(logical) != null;
          run.add(segment.finding(offset, sectorSize, defect.problem(), defect.detail(), sound));
        }
      }
    }
  }

  private static Finding unreadable(Segment segment, int offset, int count, boolean sound) {
    return segment.finding(offset, count, Finding.Problem.READ_ERROR, "it cannot be read", sound);
  }
}
