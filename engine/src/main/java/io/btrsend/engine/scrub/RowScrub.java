package io.btrsend.engine.scrub;

import io.btrsend.engine.EngineException;
import io.btrsend.engine.ImageAccessException;
import io.btrsend.engine.device.Device;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.format.ChunkItem;
import io.btrsend.engine.volume.Chunk;
import io.btrsend.engine.volume.ParityRows;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;

/**
 * Reads rows of chunks with parity, from all devices at once, and verifies first the data, then the
 * parity: sectors of data that are bad but can be rebuilt are replaced in memory, so that parity is
 * judged by the right bytes. Parity is examined where at least one column is allocated and all
 * columns are known. For one thread.
 */
final class RowScrub {
  private static final int UNIT = ChunkItem.STRIPE_UNIT;

  private final Ledger ledger;
  private final SectorCheck check;
  private final int sectorSize;
  private final int unitSectors;
  private final byte[] block;
  private final ExecutorService readers;
  private final byte[] computed = new byte[UNIT];

  /** By stripe of the current chunk: the bytes of the rows. */
  private byte[][] stripes = {};

  /** By stripe and sector. */
  private State[][] states = {};

  /** By sector of the rows: whether any column is allocated. */
  private boolean[] used = {};

  private FindingRun[] runs = {};
  private RowGroup group;
  private Chunk chunk;

  /** What is known of a sector. */
  private enum State {
    READ,
    UNREADABLE,
    MISSING,
    /** It is bad and cannot be rebuilt. */
    LOST
  }

  /**
   * @param readers runs the reads of one group, all at the same time
   */
  RowScrub(Filesystem filesystem, Ledger ledger, ExecutorService readers) {
    this.ledger = ledger;
    this.check = new SectorCheck(filesystem);
    this.sectorSize = filesystem.volume().sectorSize();
    this.unitSectors = UNIT / sectorSize;
    this.block = new byte[filesystem.volume().nodeSize()];
    this.readers = readers;
  }

  /** Works until there is nothing left or somebody stops it. */
  void run(RowScan scan, BooleanSupplier stopped) throws InterruptedException, ExecutionException {
    while (!stopped.getAsBoolean()) {
      RowGroup next = scan.next();
      if (next == null) {
        return;
      }
      begin(next);
      readAll();
      for (RowGroup.Piece piece : group.pieces()) {
        examine(piece);
      }
      for (int row = 0; row < group.rows(); row++) {
        examineParity(row);
      }
      for (FindingRun run : runs) {
        run.end();
      }
    }
  }

  private void begin(RowGroup next) {
    group = next;
    chunk = next.chunk();
    if (stripes.length != chunk.stripeCount()) {
      stripes = new byte[chunk.stripeCount()][Scrub.ROWS * UNIT];
      states = new State[chunk.stripeCount()][Scrub.ROWS * unitSectors];
      runs = new FindingRun[chunk.stripeCount()];
      Arrays.setAll(runs, stripe -> new FindingRun(ledger));
      used = new boolean[Scrub.ROWS * unitSectors];
    }
    Arrays.fill(used, false);
  }

  private void readAll() throws InterruptedException, ExecutionException {
    List<Callable<Void>> reads = new ArrayList<>();
    for (int i = 0; i < stripes.length; i++) {
      int stripe = i;
      reads.add(
          () -> {
            read(stripe);
            return null;
          });
    }
    for (Future<Void> read : readers.invokeAll(reads)) {
      read.get();
    }
  }

  private void read(int stripe) {
    Device device = chunk.device(stripe);
    int length = group.rows() * UNIT;
    if (device.state() == Device.State.MISSING) {
      Arrays.fill(states[stripe], State.MISSING);
      return;
    }
    Arrays.fill(states[stripe], State.READ);
    ledger.of(device).read(length);
    ledger.of(device).examined(length);
    if (!read(stripe, 0, length)) {
      for (int at = 0; at < length; at += sectorSize) {
        if (!read(stripe, at, sectorSize)) {
          states[stripe][at / sectorSize] = State.UNREADABLE;
        }
      }
    }
  }

  private boolean read(int stripe, int at, int length) {
    try {
      chunk.device(stripe).read(physical(stripe, at), ByteBuffer.wrap(stripes[stripe], at, length));
      return true;
    } catch (ImageAccessException e) {
      return false; // its sectors are read one by one, and each that fails is a finding
    }
  }

  private long physical(int stripe, int at) {
    return chunk.physical(stripe) + group.firstRow() * UNIT + at;
  }

  private void examine(RowGroup.Piece piece) {
    long offset = piece.logical() - chunk.start();
    long row = offset / RowGroup.rowBytes(chunk);
    int column = (int) (offset / UNIT % chunk.columns());
    int stripe = ParityRows.stripeIndex(chunk, row, column);
    int at = (int) ((row - group.firstRow()) * UNIT + offset % UNIT);
    Arrays.fill(used, at / sectorSize, (at + piece.length()) / sectorSize, true);
    Segment segment =
        new Segment(
            piece.extent(),
            chunk.device(stripe),
            physical(stripe, at),
            piece.logical(),
            piece.length(),
            1);
    try {
      if (piece.extent().isMetadata()) {
        examineBlock(segment, stripe, at);
      } else {
        for (int done = 0; done < piece.length(); done += sectorSize) {
          examineSector(segment, done, stripe, at + done);
        }
      }
    } catch (EngineException e) {
      Arrays.fill(states[stripe], at / sectorSize, (at + piece.length()) / sectorSize, State.LOST);
      ledger.notExamined(piece.extent().logical(), e);
    }
  }

  private void examineBlock(Segment segment, int stripe, int at) {
    segment.requireWhole();
    SectorCheck.Defect defect = null;
    for (int done = 0; done < block.length && defect == null; done += sectorSize) {
      defect = defectOf(states[stripe][(at + done) / sectorSize]);
    }
    if (defect == null) {
      System.arraycopy(stripes[stripe], at, block, 0, block.length);
      defect = check.ofBlock(block, segment.extent());
    }
    if (defect != null) {
      settle(segment, 0, block.length, defect, check.soundBlock(segment.extent()), stripe, at);
    }
  }

  private void examineSector(Segment segment, int offset, int stripe, int at) {
    long logical = segment.logical() + offset;
    SectorCheck.Defect defect = defectOf(states[stripe][at / sectorSize]);
    if (defect == null && !check.hasChecksum(logical)) {
      ledger.of(segment.device()).unverified(sectorSize);
      return;
    }
    if (defect == null) {
      defect = check.ofSector(logical, ByteBuffer.wrap(stripes[stripe]), at);
    }
    if (defect != null) {
      settle(segment, offset, sectorSize, defect, check.soundSector(logical), stripe, at);
    }
  }

  private static SectorCheck.Defect defectOf(State state) {
    return switch (state) {
      case UNREADABLE -> new SectorCheck.Defect(Finding.Problem.READ_ERROR, "it cannot be read");
      case MISSING -> new SectorCheck.Defect(Finding.Problem.MISSING, "its device is missing");
      default -> null;
    };
  }

  /** Reports what is bad, and replaces it in memory if the right bytes are known. */
  private void settle(
      Segment segment,
      int offset,
      int length,
      SectorCheck.Defect defect,
      byte[] sound,
      int stripe,
      int at) {
    boolean missing = defect.problem() == Finding.Problem.MISSING;
    if (missing) {
      ledger.of(segment.device()).missing(length);
    }
    if (!missing || sound == null) {
      runs[stripe].add(
          segment.finding(offset, length, defect.problem(), defect.detail(), sound != null));
    }
    State state = sound == null ? State.LOST : State.READ;
    Arrays.fill(states[stripe], at / sectorSize, (at + length) / sectorSize, state);
    if (sound != null) {
      System.arraycopy(sound, 0, stripes[stripe], at, length);
    }
  }

  private void examineParity(int row) {
    byte[][] columns = new byte[chunk.columns()][];
    for (int column = 0; column < columns.length; column++) {
      columns[column] = stripes[stripeOf(row, column)];
    }
    for (int parity = 0; parity < chunk.profile().parities(); parity++) {
      if (parity == 0) {
        ParityRows.computeP(columns, row * UNIT, computed);
      } else {
        ParityRows.computeQ(columns, row * UNIT, computed);
      }
      for (int sector = 0; sector < unitSectors; sector++) {
        if (used[row * unitSectors + sector]) {
          compare(row, sector, parity);
        }
      }
    }
  }

  private int stripeOf(int row, int role) {
    return ParityRows.stripeIndex(chunk, group.firstRow() + row, role);
  }

  private void compare(int row, int sector, int parity) {
    int stripe = stripeOf(row, chunk.columns() + parity);
    int at = row * UNIT + sector * sectorSize;
    State state = states[stripe][at / sectorSize];
    if (state == State.MISSING) {
      ledger.of(chunk.device(stripe)).missing(sectorSize);
      return;
    }
    boolean known = true;
    for (int column = 0; column < chunk.columns(); column++) {
      known &= states[stripeOf(row, column)][at / sectorSize] == State.READ;
    }
    if (state == State.UNREADABLE) {
      add(row, sector, parity, Finding.Problem.READ_ERROR, "it cannot be read", known);
    } else if (known
        && !Arrays.equals(
            stripes[stripe],
            at,
            at + sectorSize,
            computed,
            sector * sectorSize,
            (sector + 1) * sectorSize)) {
      add(row, sector, parity, Finding.Problem.PARITY_MISMATCH, "it is not that of the data", true);
    }
  }

  private void add(
      int row, int sector, int parity, Finding.Problem problem, String detail, boolean known) {
    int stripe = stripeOf(row, chunk.columns() + parity);
    int at = row * UNIT + sector * sectorSize;
    long rowStart = chunk.start() + (group.firstRow() + row) * RowGroup.rowBytes(chunk);
    runs[stripe].add(
        new Finding(
            Finding.Kind.PARITY,
            problem,
            chunk.device(stripe),
            physical(stripe, at),
            sectorSize,
            rowStart + (long) sector * sectorSize,
            parity + 1,
            0,
            -1,
            detail,
            known));
  }
}
