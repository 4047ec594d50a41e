package io.btrsend.engine.files;

import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.extent.ExtentData;
import io.btrsend.engine.extent.ExtentReader;
import io.btrsend.engine.extent.UnreadableData;
import io.btrsend.engine.filesystem.FileExtent;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.Inode;
import io.btrsend.engine.filesystem.Subvolume;
import io.btrsend.engine.format.ItemType;
import io.btrsend.engine.tree.TreeBlock;
import io.btrsend.engine.tree.TreeCursor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * The contents of the files of one subvolume: verified, read from another mirror if bad, and
 * decompressed.
 *
 * <p>For one thread. Source: on-disk format 7.6.
 */
public final class FileData implements AutoCloseable {
  private static final int BUFFER = 1 << 20;

  /** The longest target of a symbolic link in any kernel, bytes. */
  private static final int MAX_TARGET = 4096;

  private final Subvolume subvolume;
  private final TreeCursor items;
  private final int sectorSize;
  private final ExtentReader reader;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);

  /**
   * A range of a file with data; what lies between ranges is holes.
   *
   * @param offset where in the file, bytes
   */
  public record Range(long offset, long length, ExtentData extent) {
    long end() {
      return offset + length;
    }
  }

  /**
   * @param subvolume used by this thread only
   * @param policy gets what cannot be read
   */
  public FileData(Filesystem filesystem, Subvolume subvolume, UnreadableData policy) {
    this.subvolume = subvolume;
    this.sectorSize = filesystem.volume().sectorSize();
    this.items = subvolume.cursor();
    this.reader = new ExtentReader(filesystem, policy);
  }

  /**
   * The ranges of a file that have data, in order, up to its end. They take some tens of bytes for
   * each extent.
   *
   * @throws CorruptFilesystemException if extents overlap or contradict themselves
   */
  public List<Range> ranges(Inode inode) {
    List<Range> ranges = new ArrayList<>();
    items.seek(inode.number(), ItemType.EXTENT_DATA, 0);
    while (items.isAt(inode.number(), ItemType.EXTENT_DATA)) {
      addRange(inode, items.leaf(), items.slot(), ranges);
      items.next();
    }
    return ranges;
  }

  private void addRange(Inode inode, TreeBlock leaf, int slot, List<Range> ranges) {
    FileExtent item = FileExtent.read(leaf, slot);
    if (item.isHole() || item.isPreallocated()) {
      return;
    }
    ExtentData extent = ExtentData.of(item, leaf, slot, subvolume.id(), inode.checksummed());
    long from = extent.itemOffset();
    long length = Math.min(extent.numBytes(), inode.size() - from);
    if (length > 0) {
      requireAfter(ranges, from, inode);
      ranges.add(new Range(from, length, extent));
    }
  }

  private void requireAfter(List<Range> ranges, long from, Inode inode) {
    if (!ranges.isEmpty() && ranges.get(ranges.size() - 1).end() > from) {
      throw new CorruptFilesystemException(
          "subvolume %d, inode %s, offset %d: extents overlap"
              .formatted(subvolume.id(), Long.toUnsignedString(inode.number()), from));
    }
  }

  /**
   * Writes the bytes of a range.
   *
   * @param out takes all of them
   * @throws IOException if {@code out} fails
   * @throws io.btrsend.engine.EngineException if they cannot be read, unless the policy tolerates
   *     it
   */
  public void write(Range range, WritableByteChannel out) throws IOException {
    for (long done = 0; done < range.length(); ) {
      int count = (int) Math.min(piece(range), range.length() - done);
      reader.read(range.extent(), range.offset() + done, buffer, 0, count, 0);
      buffer.clear().limit(count);
      while (buffer.hasRemaining()) {
        out.write(buffer);
      }
      buffer.clear();
      done += count;
    }
  }

  /** A compressed extent is decoded once if it is asked for at once. */
  private static long piece(Range range) {
    return range.extent().compressed() ? range.length() : BUFFER;
  }

  /**
   * The target of a symbolic link.
   *
   * @throws CorruptFilesystemException if it has none, or one of an impossible length
   */
  public byte[] target(Inode inode) {
    List<Range> ranges = ranges(inode);
    boolean possible =
        ranges.size() == 1
            && ranges.get(0).offset() == 0
            && ranges.get(0).length() == inode.size()
            && inode.size() <= Math.max(MAX_TARGET, sectorSize);
    if (!possible) {
      throw new CorruptFilesystemException(
          "subvolume %d, inode %s: a symbolic link without a target"
              .formatted(subvolume.id(), Long.toUnsignedString(inode.number())));
    }
    byte[] target = new byte[(int) inode.size()];
    reader.read(ranges.get(0).extent(), 0, buffer, 0, target.length, 0);
    buffer.get(0, target);
    return target;
  }

  /** Frees the decoders. */
  @Override
  public void close() {
    reader.close();
  }
}
