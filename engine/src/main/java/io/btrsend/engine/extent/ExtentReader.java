package io.btrsend.engine.extent;

import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.EngineException;
import io.btrsend.engine.ImageAccessException;
import io.btrsend.engine.MissingDeviceException;
import io.btrsend.engine.extent.UnreadableData.KnownRange;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.format.Crc32c;
import io.btrsend.engine.format.FileExtentItem;
import io.btrsend.engine.format.MalformedDataException;
import java.nio.ByteBuffer;

/**
 * Reads the bytes of files item by item: verified, read from another mirror if bad, and
 * decompressed.
 *
 * <p>Whole sectors of uncompressed extents go from the device straight into the caller's buffer;
 * only a partial first or last sector goes through a small buffer. A compressed extent is decoded
 * once for consecutive reads of its parts. Reads allocate only a view of the buffer for each extent
 * that is decoded.
 *
 * <p>For one thread: each worker has its own. Source: on-disk format 7.6.
 */
public final class ExtentReader implements AutoCloseable {
  /**
   * The policy inside a compressed extent: one with zeros in it cannot be decoded, so the extent
   * fails as a whole, whatever the caller's policy.
   */
  private final UnreadableData whole;

  private final int sectorSize;
  private final SectorReader sectors;
  private final UnreadableData policy;
  private final Decompressor[] decompressors = new Decompressor[FileExtentItem.ZSTD + 1];
  private final ByteBuffer sector;

  /**
   * Buffers for the stored and decoded form of a compressed extent, allocated for the first one.
   */
  private ByteBuffer stored;

  private ByteBuffer decoded;

  /** The extent whose decoded form is in {@link #decoded}, or null. */
  private ExtentData decodedExtent;

  private record WholeOnly(UnreadableData policy) implements UnreadableData {
    @Override
    public void unreadable(UnreadableRange range) {
      throw range.cause();
    }

    @Override
    public boolean acceptsUnverified(ExtentData extent) {
      return policy.acceptsUnverified(extent);
    }
  }

  /** Creates a reader that fails at the first unreadable sector. */
  public ExtentReader(Filesystem filesystem) {
    this(filesystem, UnreadableData.FAIL);
  }

  /** Creates a reader that passes unreadable ranges to {@code policy}. */
  public ExtentReader(Filesystem filesystem, UnreadableData policy) {
    this.sectorSize = filesystem.volume().sectorSize();
    this.sectors = new SectorReader(filesystem);
    this.policy = policy;
    this.whole = new WholeOnly(policy);
    this.sector = ByteBuffer.allocateDirect(sectorSize);
  }

  /**
   * Reads bytes of a file that belong to one item. Bytes that are not stored (holes, preallocated
   * space, bytes after the data of an inline item) are zeros. Bytes after the end of the file can
   * be read too.
   *
   * @param fileOffset the first byte's offset in the file
   * @param dst a direct buffer; its position is neither used nor changed
   * @param at index in {@code dst} of the first byte
   * @param length bytes
   * @param register a CRC-32C register, not inverted
   * @return the register after the bytes
   * @throws CorruptFilesystemException if a sector is sound on no copy or lacks its checksum, or
   *     compressed data contradicts its format
   * @throws MissingDeviceException if the only remaining copy of a sector is on a missing device
   * @throws ImageAccessException if the operating system cannot read the sector
   */
  public int read(
      ExtentData extent, long fileOffset, ByteBuffer dst, int at, int length, int register) {
    long from = fileOffset - extent.itemOffset();
    if (from < 0 || length < 0 || (!extent.inline() && from > extent.numBytes() - length)) {
      throw new IndexOutOfBoundsException(
          length + " bytes at " + fileOffset + " are not in " + extent);
    }
    if (!extent.stored() && !extent.inline()) {
      return Zeros.put(dst, at, length, register);
    }
    requireAligned(extent);
    if (extent.compressed()) {
      return readDecoded(extent, extent.extentOffset() + from, dst, at, length, register);
    }
    if (extent.inline()) {
      return readInline(extent, from, dst, at, length, register);
    }
    return readPlain(extent, fileOffset, dst, at, length, register);
  }

  /** Reads around what is known to be unreadable. */
  private int readPlain(
      ExtentData extent, long fileOffset, ByteBuffer dst, int at, int length, int start) {
    int register = start;
    int done = 0;
    while (done < length) {
      long from = fileOffset + done;
      int left = length - done;
      KnownRange known = policy.knownUnreadable(extent, from, left);
      int readable = known == null ? left : (int) Math.max(0, known.fileOffset() - from);
      if (readable > 0) {
        long logical = extent.diskBytenr() + extent.extentOffset() + from - extent.itemOffset();
        register = readSectors(extent, logical, dst, at + done, readable, register);
      } else {
        readable = (int) Math.min(left, known.end() - from);
        register = Zeros.put(dst, at + done, readable, register);
      }
      done += readable;
    }
    return register;
  }

  /**
   * Reads the stored form of a compressed extent, verified but not decoded: all of its {@code
   * storedLength}, or the stored bytes of an inline item. If the extent cannot be read and the
   * policy tolerates that, an extent that decodes to zeros replaces it.
   *
   * @param dst a direct buffer; its position is neither used nor changed
   * @param at index in {@code dst} of the first byte
   * @param register a CRC-32C register, not inverted
   * @return the register after the bytes
   */
  public int readEncoded(ExtentData extent, ByteBuffer dst, int at, int register) {
    if (!extent.inline()) {
      requireAligned(extent);
    }
    if (policy.knownUnreadable(extent, extent.itemOffset(), (int) extent.numBytes()) != null) {
      return encodedZeros(extent, dst, at, register);
    }
    try {
      return readStored(extent, dst, at, register);
    } catch (CorruptFilesystemException | MissingDeviceException | ImageAccessException e) {
      giveUp(extent, extent.itemOffset(), (int) extent.numBytes(), e);
      return encodedZeros(extent, dst, at, register);
    }
  }

  private int readStored(ExtentData extent, ByteBuffer dst, int at, int register) {
    if (extent.inline()) {
      dst.put(at, extent.inlineData());
      return Crc32c.update(register, extent.inlineData());
    }
    int length = (int) extent.storedLength();
    return sectors.read(extent, extent.diskBytenr(), dst, at, length, register, whole);
  }

  private int encodedZeros(ExtentData extent, ByteBuffer dst, int at, int register) {
    int length = (int) extent.storedLength();
    dst.put(at, EncodedZeros.of(extent.compression(), (int) extent.ramBytes(), length, sectorSize));
    return Crc32c.update(register, dst, at, length);
  }

  private static int readInline(
      ExtentData extent, long from, ByteBuffer dst, int at, int length, int register) {
    byte[] data = extent.inlineData();
    int start = (int) Math.min(from, data.length);
    int present = Math.min(length, data.length - start);
    dst.put(at, data, start, present);
    int after = Crc32c.update(register, data, start, present);
    return Zeros.put(dst, at + present, length - present, after);
  }

  private int readSectors(
      ExtentData extent, long logical, ByteBuffer dst, int at, int length, int start) {
    int register = start;
    int done = 0;
    int into = (int) (logical & (sectorSize - 1));
    if (into != 0 && length > 0) {
      done = Math.min(sectorSize - into, length);
      register = readPart(extent, logical - into, into, dst, at, done, register);
    }
    int whole = (length - done) & -sectorSize;
    if (whole > 0) {
      register = sectors.read(extent, logical + done, dst, at + done, whole, register, policy);
      done += whole;
    }
    return done < length
        ? readPart(extent, logical + done, 0, dst, at + done, length - done, register)
        : register;
  }

  /** Reads a part of one sector. */
  private int readPart(
      ExtentData extent, long logical, int into, ByteBuffer dst, int at, int length, int register) {
    sectors.read(extent, logical, sector, 0, sectorSize, 0, policy);
    dst.put(at, sector, into, length);
    return Crc32c.updateOfView(register, sector, into, length);
  }

  private int readDecoded(
      ExtentData extent, long from, ByteBuffer dst, int at, int length, int register) {
    long fileOffset = extent.itemOffset() + (from - extent.extentOffset());
    if (policy.knownUnreadable(extent, fileOffset, length) != null) {
      return Zeros.put(dst, at, length, register);
    }
    try {
      if (!isDecoded(extent)) {
        if (from == 0 && length == extent.ramBytes()) {
          decode(extent, dst, at);
          return Crc32c.update(register, dst, at, length);
        }
        decodedExtent = null;
        decode(extent, decoded(), 0);
        decodedExtent = extent;
      }
    } catch (CorruptFilesystemException | MissingDeviceException | ImageAccessException e) {
      giveUp(extent, fileOffset, length, e);
      return Zeros.put(dst, at, length, register);
    }
    int start = (int) Math.min(from, extent.ramBytes());
    int present = (int) Math.min(length, extent.ramBytes() - start);
    dst.put(at, decoded, start, present);
    int after = Crc32c.updateOfView(register, decoded, start, present);
    return Zeros.put(dst, at + present, length - present, after);
  }

  private void giveUp(ExtentData extent, long fileOffset, int length, EngineException cause) {
    policy.unreadable(new UnreadableRange(extent, fileOffset, length, extent.diskBytenr(), cause));
  }

  /** Whether the buffer holds the decoded form of the extent that this item refers to. */
  private boolean isDecoded(ExtentData extent) {
    ExtentData held = decodedExtent;
    return held != null
        && !extent.inline()
        && held.diskBytenr() == extent.diskBytenr()
        && held.storedLength() == extent.storedLength()
        && held.ramBytes() == extent.ramBytes()
        && held.compression() == extent.compression()
        && held.checksummed() == extent.checksummed();
  }

  /**
   * Decodes all {@code ramBytes} of an extent. If the compressed data ends earlier, the rest is
   * zeros.
   */
  private void decode(ExtentData extent, ByteBuffer dst, int at) {
    if (stored == null) {
      stored = ByteBuffer.allocateDirect(ExtentData.MAX_COMPRESSED);
    }
    int storedLength = (int) extent.storedLength();
    int limit = (int) extent.ramBytes();
    stored.clear();
    readStored(extent, stored, 0, 0);
    try {
      int length =
          decompressor(extent.compression())
              .decode(stored, storedLength, dst.duplicate(), at, limit);
      if (length < limit && extent.inline()) {
        throw new MalformedDataException(
            "end after " + length + " bytes of " + limit, storedLength);
      }
      Zeros.put(dst, at + length, limit - length, 0);
    } catch (MalformedDataException e) {
      throw new CorruptFilesystemException(
          (extent.inline()
                  ? "compressed data in the tree: "
                  : "compressed extent at logical address "
                      + Long.toUnsignedString(extent.diskBytenr())
                      + ": ")
              + e.getMessage(),
          e);
    }
  }

  private ByteBuffer decoded() {
    if (decoded == null) {
      decoded = ByteBuffer.allocateDirect(ExtentData.MAX_COMPRESSED);
    }
    return decoded;
  }

  private Decompressor decompressor(int compression) {
    if (decompressors[compression] == null) {
      decompressors[compression] = Decompressor.of(compression, sectorSize);
    }
    return decompressors[compression];
  }

  /** The checks of an item that depend on the sector size. */
  private void requireAligned(ExtentData extent) {
    if (extent.inline()) {
      if (extent.ramBytes() > sectorSize) {
        throw new CorruptFilesystemException(
            extent.place(0) + ": inline item of " + extent.ramBytes() + " bytes");
      }
      return;
    }
    long all =
        extent.itemOffset()
            | extent.diskBytenr()
            | extent.storedLength()
            | extent.extentOffset()
            | extent.numBytes()
            | (extent.compressed() ? extent.ramBytes() : 0);
    if ((all & (sectorSize - 1)) != 0) {
      throw new CorruptFilesystemException(
          extent.place(extent.itemOffset()) + ": not aligned to sectors: " + extent.item());
    }
  }

  /** Frees the memory of the decoders; the reader must not be used afterwards. */
  @Override
  public void close() {
    for (Decompressor decompressor : decompressors) {
      if (decompressor != null) {
        decompressor.close();
      }
    }
  }
}
