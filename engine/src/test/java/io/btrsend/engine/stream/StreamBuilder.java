package io.btrsend.engine.stream;

import io.btrsend.engine.format.Crc32c;
import io.btrsend.engine.format.LittleEndian;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Builds streams, sound and unsound ones, from the format's description alone: it shares no code
 * with the writer. Every command gets the right checksum.
 */
final class StreamBuilder {
  static final UUID SUBVOLUME = new UUID(0x0123_4567_89ab_cdefL, 0x0011_2233_4455_6677L);

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private int version;

  static StreamBuilder version(int version) {
    return new StreamBuilder().header(version);
  }

  /** A stream with its subvolume command already there. */
  static StreamBuilder subvolume(int version) {
    return version(version).subvol("sv", SUBVOLUME);
  }

  StreamBuilder header(int streamVersion) {
    version = streamVersion;
    return raw(concat("btrfs-stream\0".getBytes(StandardCharsets.US_ASCII), u32(streamVersion)));
  }

  /** Commands of that version without a header before them. */
  StreamBuilder as(int streamVersion) {
    version = streamVersion;
    return this;
  }

  StreamBuilder raw(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  StreamBuilder command(CommandType type, byte[]... attributes) {
    return command(type.number(), attributes);
  }

  StreamBuilder command(int type, byte[]... attributes) {
    byte[] payload = concat(attributes);
    byte[] bytes = concat(u32(payload.length), u16(type), u32(0), payload);
    LittleEndian.putU32(bytes, 6, Crc32c.update(0, bytes));
    return raw(bytes);
  }

  StreamBuilder subvol(String name, UUID uuid) {
    return command(
        CommandType.SUBVOL,
        path(name),
        attribute(Attribute.UUID, uuid(uuid)),
        attribute(Attribute.CTRANSID, u64(7)));
  }

  StreamBuilder snapshot(String name, UUID uuid, UUID parent) {
    return command(
        CommandType.SNAPSHOT,
        path(name),
        attribute(Attribute.UUID, uuid(uuid)),
        attribute(Attribute.CTRANSID, u64(8)),
        attribute(Attribute.CLONE_UUID, uuid(parent)),
        attribute(Attribute.CLONE_CTRANSID, u64(7)));
  }

  StreamBuilder mkfile(String name) {
    return command(CommandType.MKFILE, path(name), attribute(Attribute.INO, u64(257)));
  }

  StreamBuilder mkdir(String name) {
    return command(CommandType.MKDIR, path(name), attribute(Attribute.INO, u64(257)));
  }

  StreamBuilder mkfifo(String name) {
    return command(CommandType.MKFIFO, path(name), attribute(Attribute.INO, u64(259)));
  }

  StreamBuilder mksock(String name) {
    return command(CommandType.MKSOCK, path(name), attribute(Attribute.INO, u64(259)));
  }

  StreamBuilder mknod(String name, long mode, long device) {
    return command(
        CommandType.MKNOD,
        path(name),
        attribute(Attribute.INO, u64(259)),
        attribute(Attribute.RDEV, u64(device)),
        attribute(Attribute.MODE, u64(mode)));
  }

  StreamBuilder link(String name, String existing) {
    return command(CommandType.LINK, path(name), attribute(Attribute.PATH_LINK, latin1(existing)));
  }

  StreamBuilder unlink(String name) {
    return command(CommandType.UNLINK, path(name));
  }

  StreamBuilder rmdir(String name) {
    return command(CommandType.RMDIR, path(name));
  }

  StreamBuilder truncate(String name, long size) {
    return command(CommandType.TRUNCATE, path(name), attribute(Attribute.SIZE, u64(size)));
  }

  StreamBuilder chmod(String name, long mode) {
    return command(CommandType.CHMOD, path(name), attribute(Attribute.MODE, u64(mode)));
  }

  StreamBuilder chown(String name) {
    return command(
        CommandType.CHOWN,
        path(name),
        attribute(Attribute.UID, u64(1)),
        attribute(Attribute.GID, u64(1)));
  }

  StreamBuilder utimes(String name) {
    return command(
        CommandType.UTIMES,
        path(name),
        attribute(Attribute.ATIME, time(1, 0)),
        attribute(Attribute.MTIME, time(1, 0)),
        attribute(Attribute.CTIME, time(1, 0)));
  }

  StreamBuilder setXattr(String name) {
    return command(
        CommandType.SET_XATTR,
        path(name),
        attribute(Attribute.XATTR_NAME, latin1("trusted.x")),
        attribute(Attribute.XATTR_DATA, latin1("y")));
  }

  StreamBuilder removeXattr(String name) {
    return command(
        CommandType.REMOVE_XATTR, path(name), attribute(Attribute.XATTR_NAME, latin1("trusted.x")));
  }

  StreamBuilder updateExtent(String name, long offset, long size) {
    return command(
        CommandType.UPDATE_EXTENT,
        path(name),
        attribute(Attribute.FILE_OFFSET, u64(offset)),
        attribute(Attribute.SIZE, u64(size)));
  }

  StreamBuilder fallocate(String name, long offset, long size) {
    return command(
        CommandType.FALLOCATE,
        path(name),
        attribute(Attribute.FALLOCATE_MODE, u32(3)),
        attribute(Attribute.FILE_OFFSET, u64(offset)),
        attribute(Attribute.SIZE, u64(size)));
  }

  StreamBuilder clone(String name, UUID from, String source, long offset, long length) {
    return command(
        CommandType.CLONE,
        attribute(Attribute.FILE_OFFSET, u64(0)),
        attribute(Attribute.CLONE_LEN, u64(length)),
        path(name),
        attribute(Attribute.CLONE_UUID, uuid(from)),
        attribute(Attribute.CLONE_CTRANSID, u64(1)),
        attribute(Attribute.CLONE_PATH, latin1(source)),
        attribute(Attribute.CLONE_OFFSET, u64(offset)));
  }

  StreamBuilder encodedWrite(String name, byte[] data) {
    return command(
        CommandType.ENCODED_WRITE,
        path(name),
        attribute(Attribute.FILE_OFFSET, u64(0)),
        attribute(Attribute.UNENCODED_FILE_LEN, u64(4096)),
        attribute(Attribute.UNENCODED_LEN, u64(4096)),
        attribute(Attribute.UNENCODED_OFFSET, u64(0)),
        attribute(Attribute.COMPRESSION, u32(1)),
        attribute(Attribute.ENCRYPTION, u32(0)),
        data(data));
  }

  StreamBuilder enableVerity(String name) {
    return command(
        CommandType.ENABLE_VERITY,
        path(name),
        attribute(Attribute.VERITY_ALGORITHM, new byte[] {1}),
        attribute(Attribute.VERITY_BLOCK_SIZE, u32(4096)),
        attribute(Attribute.VERITY_SALT_DATA, new byte[0]),
        attribute(Attribute.VERITY_SIG_DATA, new byte[0]));
  }

  StreamBuilder symlink(String name, String target) {
    return command(
        CommandType.SYMLINK,
        path(name),
        attribute(Attribute.INO, u64(258)),
        attribute(Attribute.PATH_LINK, latin1(target)));
  }

  StreamBuilder rename(String from, String to) {
    return command(CommandType.RENAME, path(from), attribute(Attribute.PATH_TO, latin1(to)));
  }

  StreamBuilder write(String name, long offset, byte[] data) {
    return command(
        CommandType.WRITE, path(name), attribute(Attribute.FILE_OFFSET, u64(offset)), data(data));
  }

  StreamBuilder end() {
    return command(CommandType.END);
  }

  byte[] bytes() {
    return out.toByteArray();
  }

  StreamReader reader(StreamReaderOptions options) {
    return reader(bytes(), options);
  }

  static StreamReader reader(byte[] stream, StreamReaderOptions options) {
    return new StreamReader(new ByteArrayInputStream(stream), "test", options);
  }

  byte[] data(byte[] value) {
    return version == 1
        ? attribute(Attribute.DATA, value)
        : concat(u16(Attribute.DATA.number()), value);
  }

  static byte[] path(String path) {
    return attribute(Attribute.PATH, latin1(path));
  }

  static byte[] attribute(Attribute attribute, byte[] value) {
    return attribute(attribute.number(), value);
  }

  static byte[] attribute(int number, byte[] value) {
    return concat(u16(number), u16(value.length), value);
  }

  static byte[] time(long seconds, long nanoseconds) {
    return concat(u64(seconds), u32((int) nanoseconds));
  }

  static byte[] uuid(UUID uuid) {
    return concat(
        u64(Long.reverseBytes(uuid.getMostSignificantBits())),
        u64(Long.reverseBytes(uuid.getLeastSignificantBits())));
  }

  static byte[] u64(long value) {
    byte[] bytes = new byte[8];
    LittleEndian.putU64(bytes, 0, value);
    return bytes;
  }

  static byte[] u32(int value) {
    byte[] bytes = new byte[4];
    LittleEndian.putU32(bytes, 0, value);
    return bytes;
  }

  static byte[] u16(int value) {
    return new byte[] {(byte) value, (byte) (value >>> 8)};
  }

  /** One byte for each char. */
  static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
