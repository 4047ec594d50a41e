package io.btrsend.engine.send.resolve;

import io.btrsend.engine.extent.ExtentData;
import io.btrsend.engine.filesystem.Inode;
import io.btrsend.engine.filesystem.SubvolumeInfo;
import io.btrsend.engine.format.FileExtentItem;
import io.btrsend.engine.stream.Attribute;
import io.btrsend.engine.stream.CommandType;
import io.btrsend.engine.stream.CommandWriter;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * One method for each command of a stream; it defines the attributes and their order. Commands are
 * appended to the {@link CommandLog} immediately, file data as ranges. Source: send semantics 10.
 */
final class Commands {
  private static final UUID NO_UUID = new UUID(0, 0);
  private static final int PUNCH_HOLE_KEEP_SIZE = 3;
  private static final int PERMISSION_BITS = 07777;
  private static final long U32_MASK = 0xffffffffL;

  /** The name of the top level at a receiver; the kernel does not send it. */
  private static final byte[] TOP_LEVEL = "top-level".getBytes(StandardCharsets.US_ASCII);

  private final int version;
  private final int lzoCode;
  private final CommandLog log;
  private final CommandWriter writer;
  private final DecidedStream stream;

  /**
   * @param stream counts what the commands stand for
   */
  Commands(int version, int sectorSize, CommandLog log, DecidedStream stream) {
    this.version = version;
    this.stream = stream;
    this.lzoCode = 3 + Integer.numberOfTrailingZeros(sectorSize / 4096);
    this.log = log;
    this.writer = log.writer();
  }

  /** The UUID that identifies the subvolume at a receiver. Source: send semantics 1.5. */
  private static UUID identity(SubvolumeInfo subvolume) {
    UUID received = subvolume.receivedUuid();
    return received.equals(NO_UUID) ? subvolume.uuid() : received;
  }

  void subvol(SubvolumeInfo subvolume) {
    writer.begin(CommandType.SUBVOL);
    putIdentity(subvolume);
    writer.end();
  }

  void snapshot(SubvolumeInfo subvolume, SubvolumeInfo parent) {
    writer.begin(CommandType.SNAPSHOT);
    putIdentity(subvolume);
    putSource(parent);
    writer.end();
  }

  private void putIdentity(SubvolumeInfo subvolume) {
    writer.putBytes(Attribute.PATH, subvolume.name().length == 0 ? TOP_LEVEL : subvolume.name());
    writer.putUuid(Attribute.UUID, identity(subvolume));
    writer.putU64(Attribute.CTRANSID, subvolume.ctransid());
  }

  private void putSource(SubvolumeInfo source) {
    writer.putUuid(Attribute.CLONE_UUID, identity(source));
    writer.putU64(Attribute.CLONE_CTRANSID, source.ctransid());
  }

  /** MKFILE or MKDIR. */
  void make(CommandType type, byte[] path, long inode) {
    beginMake(type, path, inode);
    writer.end();
  }

  /** MKNOD, MKFIFO or MKSOCK. */
  void makeSpecial(CommandType type, byte[] path, long inode, long rdev, int mode) {
    beginMake(type, path, inode);
    writer.putU64(Attribute.RDEV, rdev);
    writer.putU64(Attribute.MODE, mode);
    writer.end();
  }

  void symlink(byte[] path, long inode, byte[] target) {
    beginMake(CommandType.SYMLINK, path, inode);
    writer.putBytes(Attribute.PATH_LINK, target);
    writer.end();
  }

  private void beginMake(CommandType type, byte[] path, long inode) {
    begin(type, path);
    writer.putU64(Attribute.INO, inode);
  }

  void rename(byte[] from, byte[] to) {
    begin(CommandType.RENAME, from);
    writer.putBytes(Attribute.PATH_TO, to);
    writer.end();
  }

  void link(byte[] newName, byte[] existing) {
    begin(CommandType.LINK, newName);
    writer.putBytes(Attribute.PATH_LINK, existing);
    writer.end();
  }

  void unlink(byte[] path) {
    begin(CommandType.UNLINK, path);
    writer.end();
  }

  void rmdir(byte[] path) {
    begin(CommandType.RMDIR, path);
    writer.end();
  }

  void setXattr(byte[] path, byte[] name, byte[] value) {
    begin(CommandType.SET_XATTR, path);
    writer.putBytes(Attribute.XATTR_NAME, name);
    writer.putBytes(Attribute.XATTR_DATA, value);
    writer.end();
  }

  void removeXattr(byte[] path, byte[] name) {
    begin(CommandType.REMOVE_XATTR, path);
    writer.putBytes(Attribute.XATTR_NAME, name);
    writer.end();
  }

  void truncate(byte[] path, long size) {
    begin(CommandType.TRUNCATE, path);
    writer.putU64(Attribute.SIZE, size);
    writer.end();
  }

  void chown(byte[] path, Inode inode) {
    begin(CommandType.CHOWN, path);
    writer.putU64(Attribute.UID, inode.uid());
    writer.putU64(Attribute.GID, inode.gid());
    writer.end();
  }

  void chmod(byte[] path, int mode) {
    begin(CommandType.CHMOD, path);
    writer.putU64(Attribute.MODE, mode & PERMISSION_BITS);
    writer.end();
  }

  void fileAttributes(byte[] path, long flags) {
    begin(CommandType.FILEATTR, path);
    writer.putU64(Attribute.FILEATTR, flags);
    writer.end();
  }

  void utimes(byte[] path, Inode inode) {
    begin(CommandType.UTIMES, path);
    writer.putTimespec(Attribute.ATIME, inode.times(), Inode.ATIME);
    writer.putTimespec(Attribute.MTIME, inode.times(), Inode.MTIME);
    writer.putTimespec(Attribute.CTIME, inode.times(), Inode.CTIME);
    if (version >= 2) {
      writer.putTimespec(Attribute.OTIME, inode.times(), Inode.OTIME);
    }
    writer.end();
  }

  /** The kernel keeps the length in 32 bits. Source: send semantics 7.4, 7.5. */
  void updateExtent(byte[] path, long offset, long length) {
    begin(CommandType.UPDATE_EXTENT, path);
    writer.putU64(Attribute.FILE_OFFSET, offset);
    writer.putU64(Attribute.SIZE, length & U32_MASK);
    writer.end();
    stream.countUpdated(length & U32_MASK);
  }

  void punchHole(byte[] path, long offset, long length) {
    begin(CommandType.FALLOCATE, path);
    writer.putU32(Attribute.FALLOCATE_MODE, PUNCH_HOLE_KEEP_SIZE);
    writer.putU64(Attribute.FILE_OFFSET, offset);
    writer.putU64(Attribute.SIZE, length);
    writer.end();
    stream.countPunched(length);
  }

  /** The source of a CLONE. */
  record CloneOrigin(SubvolumeInfo subvolume, byte[] path, long offset) {}

  void cloneRange(byte[] path, long offset, long length, CloneOrigin origin) {
    writer.begin(CommandType.CLONE);
    writer.putU64(Attribute.FILE_OFFSET, offset);
    writer.putU64(Attribute.CLONE_LEN, length);
    writer.putBytes(Attribute.PATH, path);
    putSource(origin.subvolume());
    writer.putBytes(Attribute.CLONE_PATH, origin.path());
    writer.putU64(Attribute.CLONE_OFFSET, origin.offset());
    writer.end();
    stream.countCloned(length);
  }

  /**
   * WRITEs of a range of file bytes, none if the range is empty; {@code extent} is null for zeros.
   */
  void write(byte[] path, ExtentData extent, long offset, long length) {
    if (length > 0) {
      log.appendWrites(path, extent, offset, length);
      stream.countWritten(extent, offset, length);
    }
  }

  /** One ENCODED_WRITE of the whole extent as it is stored. Source: send semantics 10.3. */
  void encodedWrite(byte[] path, ExtentData extent, long start, long length) {
    long skipped = start - extent.itemOffset();
    int stored = (int) extent.storedLength();
    int head = begin(CommandType.ENCODED_WRITE, path);
    writer.putU64(Attribute.FILE_OFFSET, start);
    writer.putU64(Attribute.UNENCODED_FILE_LEN, Math.min(extent.numBytes() - skipped, length));
    writer.putU64(Attribute.UNENCODED_LEN, extent.ramBytes());
    writer.putU64(Attribute.UNENCODED_OFFSET, skipped + extent.extentOffset());
    writer.putU32(Attribute.COMPRESSION, compressionCode(extent.compression()));
    if (!extent.inline()) {
      writer.putU32(Attribute.ENCRYPTION, 0);
    }
    log.appendEncoded(head, writer.beginData(stored), extent, stored);
    stream.countEncoded(extent, Math.min(extent.numBytes() - skipped, length));
  }

  private int compressionCode(int onDisk) {
    return switch (onDisk) {
      case FileExtentItem.ZLIB -> 1;
      case FileExtentItem.ZSTD -> 2;
      default -> lzoCode;
    };
  }

  void endOfStream() {
    writer.begin(CommandType.END);
    writer.end();
  }

  private int begin(CommandType type, byte[] path) {
    int at = writer.begin(type);
    writer.putBytes(Attribute.PATH, path);
    return at;
  }
}
