package io.btrsend.engine.stream;

import io.btrsend.engine.SendException;
import io.btrsend.engine.format.LittleEndian;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/**
 * Appends commands to a growing byte array. It is on the sequential path of a send, so a command
 * costs a few stores and no allocation. The checksum stays zero; {@link CommandChecksums} computes
 * it later, in parallel.
 *
 * <pre>
 * command   := length:u32 type:u16 crc:u32 payload[length]
 * payload   := attribute*
 * attribute := type:u16 size:u16 value[size]
 *            | 19:u16 value[all that remains of the payload]     version 2 and later, DATA only
 * </pre>
 *
 * <p>To write a command, call {@link #begin}, put its attributes, then call {@link #end}, or {@link
 * #beginData} if the data is added elsewhere. An attribute that does not fit into the kernel's
 * command buffer fails the send as in the kernel ({@code EOVERFLOW}).
 *
 * <p>Not thread-safe: one writer, one thread. Implements sections 2 to 6.2 of the stream
 * description.
 */
public final class CommandWriter {
  /** Bytes before the first command of a stream: the magic and the version. */
  public static final int STREAM_HEADER_LENGTH = 17;

  /** Bytes before the payload of a command. */
  public static final int COMMAND_HEADER_LENGTH = 10;

  /** The largest command of version 1 including its header, in bytes. */
  public static final int COMMAND_LIMIT_V1 = 64 * 1024;

  /** The largest command of later versions including its header, in bytes. */
  public static final int COMMAND_LIMIT_V2 = (16 + 128) * 1024;

  static final int LENGTH = 0;
  static final int TYPE = LENGTH + 4;
  static final int CRC = TYPE + 2;
  static final byte[] MAGIC = "btrfs-stream\0".getBytes(StandardCharsets.US_ASCII);

  private static final int INITIAL_CAPACITY = 64 * 1024;
  private static final int MAX_ATTRIBUTE_SIZE = 0xffff;

  private final boolean dataHasSize;
  private final int commandLimit;
  private byte[] bytes = new byte[INITIAL_CAPACITY];
  private int length;
  private int command;

  /**
   * @param version 1, 2 or 3
   */
  public CommandWriter(int version) {
    checkVersion(version);
    dataHasSize = version == 1;
    commandLimit = version == 1 ? COMMAND_LIMIT_V1 : COMMAND_LIMIT_V2;
  }

  /** The 17 bytes at the beginning of a stream of this version. */
  public static byte[] streamHeader(int version) {
    checkVersion(version);
    byte[] header = Arrays.copyOf(MAGIC, STREAM_HEADER_LENGTH);
    LittleEndian.putU32(header, MAGIC.length, version);
    return header;
  }

  /** The type of the finished command that begins at {@code at}. */
  public static CommandType typeAt(byte[] commands, int at) {
    return CommandType.ofNumber(LittleEndian.u16(commands, at + TYPE));
  }

  private static void checkVersion(int version) {
    if (version < 1 || version > 3) {
      throw new SendException(
          SendException.Reason.INVALID,
          "no such stream version: " + version + ", expected 1, 2 or 3");
    }
  }

  /**
   * Begins a command.
   *
   * @return where it begins in {@link #array}
   */
  public int begin(CommandType type) {
    command = length;
    ensureRoom(COMMAND_HEADER_LENGTH);
    LittleEndian.putU32(bytes, command + LENGTH, 0);
    LittleEndian.putU16(bytes, command + TYPE, type.number());
    LittleEndian.putU32(bytes, command + CRC, 0);
    length += COMMAND_HEADER_LENGTH;
    return command;
  }

  public void putU64(Attribute attribute, long value) {
    int at = attributeHeader(attribute, 8);
    LittleEndian.putU64(bytes, at, value);
  }

  public void putU32(Attribute attribute, int value) {
    int at = attributeHeader(attribute, 4);
    LittleEndian.putU32(bytes, at, value);
  }

  public void putU8(Attribute attribute, int value) {
    int at = attributeHeader(attribute, 1);
    bytes[at] = (byte) value;
  }

  public void putBytes(Attribute attribute, byte[] value) {
    putBytes(attribute, value, 0, value.length);
  }

  /** Appends {@code count} bytes from {@code offset} on as the attribute's value. */
  public void putBytes(Attribute attribute, byte[] value, int offset, int count) {
    int at = attributeHeader(attribute, count);
    System.arraycopy(value, offset, bytes, at, count);
  }

  public void putUuid(Attribute attribute, UUID uuid) {
    int at = attributeHeader(attribute, 16);
    LittleEndian.putU64(bytes, at, Long.reverseBytes(uuid.getMostSignificantBits()));
    LittleEndian.putU64(bytes, at + 8, Long.reverseBytes(uuid.getLeastSignificantBits()));
  }

  /** Copies the 12 bytes of an on-disk time, seconds then nanoseconds, as they are. */
  public void putTimespec(Attribute attribute, byte[] time, int offset) {
    putBytes(attribute, time, offset, 12);
  }

  /** Ends the command: stores its length; its checksum stays zero. */
  public void end() {
    LittleEndian.putU32(bytes, command + LENGTH, length - command - COMMAND_HEADER_LENGTH);
  }

  /**
   * Appends the header of the DATA attribute and ends the command as if {@code dataLength} payload
   * bytes followed. They are not part of {@link #array}; the renderer puts them after the head.
   *
   * @return the length of the command's head in bytes, from its first byte up to the data
   */
  public int beginData(int dataLength) {
    int head = dataHasSize ? 4 : 2;
    checkFits(Attribute.DATA, head, dataLength);
    ensureRoom(head);
    putDataHeader(dataLength);
    int headLength = length - command;
    LittleEndian.putU32(bytes, command + LENGTH, headLength - COMMAND_HEADER_LENGTH + dataLength);
    return headLength;
  }

  /** Appends finished bytes: whole commands, the head of one, or the stream header. */
  public void appendRaw(byte[] finished, int offset, int count) {
    ensureRoom(count);
    System.arraycopy(finished, offset, bytes, length, count);
    length += count;
  }

  /** Makes room for an attribute, writes its header and returns the index of its value. */
  private int attributeHeader(Attribute attribute, int size) {
    boolean sized = dataHasSize || attribute != Attribute.DATA;
    int head = sized ? 4 : 2;
    checkFits(attribute, head, size);
    ensureRoom(head + size);
    if (attribute == Attribute.DATA) {
      putDataHeader(size);
    } else {
      LittleEndian.putU16(bytes, length, attribute.number());
      LittleEndian.putU16(bytes, length + 2, size);
      length += 4;
    }
    int at = length;
    length += size;
    return at;
  }

  private void putDataHeader(int size) {
    LittleEndian.putU16(bytes, length, Attribute.DATA.number());
    if (dataHasSize) {
      LittleEndian.putU16(bytes, length + 2, size);
      length += 4;
    } else {
      length += 2;
    }
  }

  private void checkFits(Attribute attribute, int head, int size) {
    boolean tooLargeForItsSizeField = head == 4 && size > MAX_ATTRIBUTE_SIZE;
    if (tooLargeForItsSizeField || length - command + (long) head + size > commandLimit) {
      throw new SendException(
          SendException.Reason.FAILED,
          "attribute "
              + attribute
              + " of "
              + size
              + " bytes does not fit into a command of at most "
              + commandLimit
              + " bytes (EOVERFLOW)");
    }
  }

  private void ensureRoom(int count) {
    if (bytes.length - length < count) {
      bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(length, count), bytes.length * 2));
    }
  }

  /**
   * The bytes written since the last {@link #reset}, at 0..{@link #length}. This is the writer's
   * own array, valid until the next call that writes; not to be modified.
   */
  public byte[] array() {
    return bytes;
  }

  /** The number of bytes written to {@link #array}. */
  public int length() {
    return length;
  }

  /** Discards everything from a place on at which a command begins. */
  public void cutBack(int at) {
    length = at;
    command = at;
  }

  /** Discards everything written; the array is reused. */
  public void reset() {
    length = 0;
    command = 0;
  }
}
