package io.btrsend.engine.extent;

import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.EngineException;
import io.btrsend.engine.ImageAccessException;
import io.btrsend.engine.MissingDeviceException;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.format.Crc32c;
import io.btrsend.engine.format.FileExtentItem;
import io.btrsend.engine.format.MalformedDataException;
import java.nio.ByteBuffer;

/**
 * Reads the bytes of files, item by item: verified, repaired from other mirrors and decompressed.
 *
 * <p>Whole sectors of uncompressed extents go from the device straight into the caller's buffer;
 * only a range's first and last sector, if not wanted whole, take the way through a small buffer. A
 * compressed extent is decoded once for consecutive reads of its parts. Reads make no garbage to
 * speak of: a view of the buffer for each extent that is decoded.
 *
 * <p>For one thread: each worker has its own. Source: on-disk format 7.6.
 */
public final class ExtentReader implements AutoCloseable {
  /**
   * How compressed extents are read, whatever the policy: one with some zeros in it is worth
   * nothing.
   */
  private static final UnreadableData WHOLE =
      range -> {
        throw range.cause();
      };

  private final int sectorSize;
  private final SectorReader sectors;
  private final UnreadableData policy;
  private final Decompressor[] decompressors = new Decompressor[FileExtentItem.ZSTD + 1];
  private final ByteBuffer sector;

  /** Stored and decoded form of a compressed extent; made when the first one is met. */
  private ByteBuffer stored;

  private ByteBuffer decoded;

  /** Whose decoded form {@link #decoded} holds; null if nobody's. */
  private ExtentData decodedExtent;

  /** A reader that fails at the first sector that cannot be had. */
  public ExtentReader(Filesystem filesystem) {
    this(filesystem, UnreadableData.FAIL);
  }

  /** A reader that leaves it to {@code policy} what becomes of ranges that cannot be read. */
  public ExtentReader(Filesystem filesystem, UnreadableData policy) {
    this.sectorSize = filesystem.volume().sectorSize();
    this.sectors = new SectorReader(filesystem);
    this.policy = policy;
    this.sector = ByteBuffer.allocateDirect(sectorSize);
  }

  /**
   * Reads bytes of a file that lie in one item; what is not stored (holes, preallocated space, what
   * follows an inline item's data) is zeros. Bytes are delivered even beyond the size of the file.
   *
   * @param fileOffset the first byte's offset in the file
   * @param dst a direct buffer whose position plays no part and stays as it is
   * @param at index in {@code dst} of the first byte
   * @param length bytes
   * @param register a raw CRC-32C register
   * @return what becomes of the register over the bytes
   * @throws CorruptFilesystemException if a sector is sound on no copy or lacks its checksum, or
   *     compressed data contradicts its format
   * @throws MissingDeviceException if a sector might have been sound on a device that is missing
   * @throws ImageAccessException if the system cannot read it
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
    long logical = extent.diskBytenr() + extent.extentOffset() + from;
    return readPlain(extent, logical, dst, at, length, register);
  }

  /**
   * Reads the stored form of a compressed extent, verified but not decoded: all of its {@code
   * storedLength}, or the stored bytes of an inline item. If the policy bears an extent that cannot
   * be read, it is replaced by one that decodes to zeros.
   *
   * @param dst a direct buffer whose position plays no part and stays as it is
   * @param at index in {@code dst} of the first byte
   * @param register a raw CRC-32C register
   * @return what becomes of the register over the bytes
   */
  public int readEncoded(ExtentData extent, ByteBuffer dst, int at, int register) {
    requireAligned(extent);
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
    return sectors.read(extent, extent.diskBytenr(), dst, at, length, register, WHOLE);
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

  private int readPlain(
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
      giveUp(extent, extent.itemOffset() + (from - extent.extentOffset()), length, e);
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

  /** Whether the buffer holds the decoded form of the extent that this item shows a part of. */
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

  /** Decodes all {@code ramBytes} of an extent; what the stream does not give is zeros. */
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

  /** The part of the check of an item that needs to know the size of a sector. */
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

  /** Frees the decoders' tables; the reader is not to be used afterwards. */
  @Override
  public void close() {
    for (Decompressor decompressor : decompressors) {
      if (decompressor != null) {
        decompressor.close();
      }
    }
  }
}
