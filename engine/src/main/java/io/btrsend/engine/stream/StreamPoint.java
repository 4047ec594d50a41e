package io.btrsend.engine.stream;

import static io.btrsend.engine.stream.CommandWriter.COMMAND_HEADER_LENGTH;

import io.btrsend.engine.format.LittleEndian;
import io.btrsend.engine.format.XxHash64Digest;

/**
 * A place between two commands of an output, which holds one or more streams.
 *
 * <p>The digest covers everything before the place but file data and the checksums of commands, so
 * that a sender can compute it by deciding alone. It recognizes the stream of another subvolume or
 * of other options; it is no protection against forgery. It is a chain of XXH64: a stream header or
 * a command is hashed with what the digest was before as the seed. Of a command, the first six
 * bytes, which are its length and type, are added to the seed as a little-endian number; hashed are
 * its attributes up to the value of DATA.
 *
 * @param bytes before the place
 * @param commands before the place
 * @param digest of what is before the place
 */
public record StreamPoint(long bytes, long commands, long digest) {
  /** The beginning of an output. */
  public static final StreamPoint START = new StreamPoint(0, 0, 0);

  /** The digest after a stream header. */
  public static long digestOfHeader(long before, byte[] header, int at) {
    return XxHash64Digest.hash(header, at, CommandWriter.STREAM_HEADER_LENGTH, before);
  }

  /**
   * The digest after a command.
   *
   * @param at where the command begins
   * @param headEnd where its file data begins, or its end if it has none
   */
  public static long digestOfCommand(long before, byte[] bytes, int at, int headEnd) {
    long lengthAndType =
        LittleEndian.u32(bytes, at + CommandWriter.LENGTH)
            | (long) LittleEndian.u16(bytes, at + CommandWriter.TYPE) << 32;
    int attributes = at + COMMAND_HEADER_LENGTH;
    return XxHash64Digest.hash(bytes, attributes, headEnd - attributes, before + lengthAndType);
  }
}
