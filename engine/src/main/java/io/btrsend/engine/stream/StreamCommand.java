package io.btrsend.engine.stream;

import static io.btrsend.engine.stream.CommandWriter.COMMAND_HEADER_LENGTH;
import static io.btrsend.engine.stream.CommandWriter.CRC;

import io.btrsend.engine.StreamFormatException;
import io.btrsend.engine.format.Crc32c;
import io.btrsend.engine.format.LittleEndian;
import io.btrsend.engine.format.XxHash64Digest;
import io.btrsend.engine.text.DumpEscape;
import java.util.Arrays;
import java.util.UUID;

/**
 * One command of a stream: a view of the reader's buffer, reused for every command. Attributes are
 * looked up by number, so their order in the stream does not matter. The accessor of a missing
 * attribute, or of one with a wrong size, throws {@link StreamFormatException}.
 */
public final class StreamCommand {
  private static final int ATTRIBUTES = Attribute.MAX_NUMBER + 1;
  private static final int ABSENT = -1;

  private final String streamName;
  private final int[] starts = new int[ATTRIBUTES];
  private final int[] sizes = new int[ATTRIBUTES];

  private long number;
  private long offset;
  private int version;
  private byte[] bytes;
  private int start;
  private int length;
  private int typeNumber;
  private CommandType type;

  StreamCommand(String streamName) {
    this.streamName = streamName;
    Arrays.fill(starts, ABSENT);
  }

  /** Moves to the next command; failures are reported at this place from now on. */
  void beginAt(long commandNumber, long commandOffset, int streamVersion) {
    number = commandNumber;
    offset = commandOffset;
    version = streamVersion;
    bytes = null;
    type = null;
    typeNumber = 0;
    length = 0;
    Arrays.fill(starts, ABSENT);
  }

  void load(byte[] window, int commandStart, int commandLength) {
    bytes = window;
    start = commandStart;
    length = commandLength;
    typeNumber = LittleEndian.u16(window, commandStart + CommandWriter.TYPE);
    type = CommandType.ofNumber(typeNumber);
  }

  void checkChecksum() {
    int stored = LittleEndian.i32(bytes, start + CRC);
    LittleEndian.putU32(bytes, start + CRC, 0);
    int computed = Crc32c.update(0, bytes, start, length);
    LittleEndian.putU32(bytes, start + CRC, stored);
    if (stored != computed) {
      // The path of a damaged command is probably still right and helps the user to locate the
      // damage.
      findAttributes(false);
      throw malformed(
          String.format(
              "the checksum stored is 0x%08x, that of the bytes is 0x%08x", stored, computed));
    }
  }

  /**
   * Locates the attributes.
   *
   * @param strict whether a repeated attribute is refused; otherwise the last one is used
   */
  void splitAttributes(boolean strict) {
    String defect = findAttributes(strict);
    if (defect != null) {
      throw malformed(defect);
    }
  }

  /** Locates the attributes up to the first defect; returns the defect, or null. */
  private String findAttributes(boolean strict) {
    int at = start + COMMAND_HEADER_LENGTH;
    int end = start + length;
    while (at < end) {
      if (end - at < 2) {
        return "the payload ends inside the header of an attribute";
      }
      int attribute = LittleEndian.u16(bytes, at);
      if (attribute == 0 || attribute >= ATTRIBUTES) {
        return "attribute " + attribute + " does not exist";
      }
      boolean sized = version == 1 || attribute != Attribute.DATA.number();
      int head = sized ? 4 : 2;
      if (end - at < head) {
        return "the payload ends inside the header of an attribute";
      }
      int size = sized ? LittleEndian.u16(bytes, at + 2) : end - at - head;
      if (size > end - at - head) {
        return "attribute "
            + Attribute.ofNumber(attribute)
            + " of "
            + size
            + " bytes reaches beyond the end of the command";
      }
      if (strict && starts[attribute] != ABSENT) {
        return "attribute " + Attribute.ofNumber(attribute) + " appears twice";
      }
      starts[attribute] = at + head;
      sizes[attribute] = size;
      at += head + size;
    }
    return null;
  }

  /** The digest of a {@link StreamPoint} after this command. */
  long digestAfter(long before) {
    int headEnd = has(Attribute.DATA) ? starts[Attribute.DATA.number()] : start + length;
    return StreamPoint.digestOfCommand(before, bytes, start, headEnd);
  }

  /** XXH64 of all its bytes. */
  long digest() {
    return XxHash64Digest.hash(bytes, start, length, 0);
  }

  /** A failure whose message includes the place of this command. */
  StreamFormatException malformed(String message) {
    return new StreamFormatException(at(message));
  }

  /** A message with the place of this command in front. */
  public String at(String message) {
    StringBuilder text = new StringBuilder(streamName);
    text.append(": command ").append(number);
    if (type != null) {
      text.append(" (").append(type.title()).append(')');
    }
    text.append(" at byte ").append(offset);
    if (has(Attribute.PATH)) {
      text.append(", path \"").append(text(Attribute.PATH)).append('"');
    }
    return text.append(": ").append(message).toString();
  }

  /** The type; null if no version of the format has a command with this number. */
  public CommandType type() {
    return type;
  }

  /** The type number as stored in the stream. */
  public int typeNumber() {
    return typeNumber;
  }

  /** Its place in the whole input: number, offset and path. */
  public StreamPlace place() {
    return new StreamPlace(number, offset, has(Attribute.PATH) ? text(Attribute.PATH) : null);
  }

  /** The number of the command in the whole input, from 1. */
  public long number() {
    return number;
  }

  /** The offset of the command in the input, bytes. */
  public long offset() {
    return offset;
  }

  /** The version of its stream. */
  public int version() {
    return version;
  }

  /** Its length in bytes, header included. */
  public int length() {
    return length;
  }

  public boolean has(Attribute attribute) {
    return starts[attribute.number()] != ABSENT;
  }

  /** The array that holds the attributes' values; not to be modified. */
  public byte[] array() {
    return bytes;
  }

  /** The index of the attribute's value in {@link #array}. */
  public int start(Attribute attribute) {
    require(attribute);
    return starts[attribute.number()];
  }

  /** The size of the attribute's value in bytes. */
  public int size(Attribute attribute) {
    require(attribute);
    return sizes[attribute.number()];
  }

  /** A copy of the attribute's value. */
  public byte[] bytes(Attribute attribute) {
    int at = start(attribute);
    return Arrays.copyOfRange(bytes, at, at + size(attribute));
  }

  /** The attribute's value as printable text, {@linkplain DumpEscape escaped} as in a dump. */
  public String text(Attribute attribute) {
    return DumpEscape.of(bytes, start(attribute), size(attribute));
  }

  public long u64(Attribute attribute) {
    return LittleEndian.u64(bytes, fixed(attribute));
  }

  public int u32(Attribute attribute) {
    return LittleEndian.i32(bytes, fixed(attribute));
  }

  public int u8(Attribute attribute) {
    return LittleEndian.u8(bytes, fixed(attribute));
  }

  public UUID uuid(Attribute attribute) {
    int at = fixed(attribute);
    return new UUID(
        Long.reverseBytes(LittleEndian.u64(bytes, at)),
        Long.reverseBytes(LittleEndian.u64(bytes, at + 8)));
  }

  /** The seconds of a time, signed. */
  public long seconds(Attribute attribute) {
    return LittleEndian.u64(bytes, fixed(attribute));
  }

  /** The nanoseconds of a time as stored in the stream: 0..2^32-1. */
  public long nanoseconds(Attribute attribute) {
    return LittleEndian.u32(bytes, fixed(attribute) + 8);
  }

  /** Fails unless the attribute exists and has the size of its kind. */
  void check(Attribute attribute) {
    if (attribute.kind().size() >= 0) {
      fixed(attribute);
    } else {
      require(attribute);
    }
  }

  /** The index of the value of an attribute of fixed size; checks that size. */
  private int fixed(Attribute attribute) {
    int size = size(attribute);
    int expected = attribute.kind().size();
    if (size != expected) {
      throw malformed("attribute " + attribute + " has " + size + " bytes, expected " + expected);
    }
    return starts[attribute.number()];
  }

  private void require(Attribute attribute) {
    if (!has(attribute)) {
      throw malformed("attribute " + attribute + " is missing");
    }
  }
}
