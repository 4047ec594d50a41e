package io.btrsend.engine.stream;

import static io.btrsend.engine.stream.CommandWriter.COMMAND_HEADER_LENGTH;
import static io.btrsend.engine.stream.CommandWriter.CRC;
import static io.btrsend.engine.stream.CommandWriter.LENGTH;
import static io.btrsend.engine.stream.CommandWriter.STREAM_HEADER_LENGTH;

import io.btrsend.engine.StreamFormatException;
import io.btrsend.engine.format.Crc32c;
import io.btrsend.engine.format.LittleEndian;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/**
 * Passes on one stream whose subvolume gets another name at the receiver. Its first command is
 * written anew; everything after it stays as it is, since paths in a stream begin inside the
 * subvolume. For one writer at a time.
 */
public final class RenamedStream extends ForwardingChannel {
  private static final int ATTRIBUTE_HEADER_LENGTH = 4;

  private final byte[] name;
  private final byte[] head = new byte[STREAM_HEADER_LENGTH + CommandWriter.COMMAND_LIMIT_V1];
  private int have;
  private boolean renamed;

  /**
   * @param name without a slash
   */
  public RenamedStream(WritableByteChannel out, byte[] name) {
    super(out);
    this.name = name.clone();
  }

  /**
   * Takes bytes of the stream.
   *
   * @throws StreamFormatException if it does not begin with a subvolume and its name
   * @throws IOException if the channel behind fails
   */
  @Override
  public int write(ByteBuffer source) throws IOException {
    int count = source.remaining();
    while (!renamed && source.hasRemaining()) {
      int part = Math.min(needed() - have, source.remaining());
      source.get(head, have, part);
      have += part;
      if (have == needed()) {
        writeFully(ByteBuffer.wrap(renamed()));
        renamed = true;
      }
    }
    writeFully(source);
    return count;
  }

  private void writeFully(ByteBuffer source) throws IOException {
    while (source.hasRemaining()) {
      out.write(source);
    }
  }

  /** Bytes of the header and the first command, as far as they are known. */
  private int needed() {
    int fixed = STREAM_HEADER_LENGTH + COMMAND_HEADER_LENGTH;
    if (have < fixed) {
      return fixed;
    }
    long length = LittleEndian.u32(head, STREAM_HEADER_LENGTH + LENGTH);
    if (length < ATTRIBUTE_HEADER_LENGTH || length > head.length - fixed) {
      throw unexpected();
    }
    return fixed + (int) length;
  }

  private byte[] renamed() {
    int payload = STREAM_HEADER_LENGTH + COMMAND_HEADER_LENGTH;
    CommandType type = CommandWriter.typeAt(head, STREAM_HEADER_LENGTH);
    int oldLength = LittleEndian.u16(head, payload + 2);
    int rest = payload + ATTRIBUTE_HEADER_LENGTH + oldLength;
    boolean named = LittleEndian.u16(head, payload) == Attribute.PATH.number();
    if (type == null || !type.startsSubvolume() || !named || rest > have) {
      throw unexpected();
    }
    byte[] result = new byte[have - oldLength + name.length];
    System.arraycopy(head, 0, result, 0, payload + ATTRIBUTE_HEADER_LENGTH);
    System.arraycopy(name, 0, result, payload + ATTRIBUTE_HEADER_LENGTH, name.length);
    System.arraycopy(
        head, rest, result, payload + ATTRIBUTE_HEADER_LENGTH + name.length, have - rest);
    LittleEndian.putU16(result, payload + 2, name.length);
    LittleEndian.putU32(result, STREAM_HEADER_LENGTH + LENGTH, result.length - payload);
    LittleEndian.putU32(result, STREAM_HEADER_LENGTH + CRC, 0);
    int crc = Crc32c.update(0, result, STREAM_HEADER_LENGTH, result.length - STREAM_HEADER_LENGTH);
    LittleEndian.putU32(result, STREAM_HEADER_LENGTH + CRC, crc);
    return result;
  }

  private static StreamFormatException unexpected() {
    return new StreamFormatException("the stream does not begin with the name of a subvolume");
  }
}
