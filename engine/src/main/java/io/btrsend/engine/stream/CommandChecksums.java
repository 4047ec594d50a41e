package io.btrsend.engine.stream;

import static io.btrsend.engine.stream.CommandWriter.COMMAND_HEADER_LENGTH;
import static io.btrsend.engine.stream.CommandWriter.CRC;
import static io.btrsend.engine.stream.CommandWriter.LENGTH;

import io.btrsend.engine.format.Crc32c;
import io.btrsend.engine.format.LittleEndian;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Stores the checksums of finished commands. Each command has its own checksum, so threads can
 * process different parts of a stream at the same time.
 *
 * <p>A checksum is the CRC-32C of the command's header with four zero bytes in place of the
 * checksum, then its payload, with initial register 0 and without final inversion (stream
 * description, section 2.1).
 */
public final class CommandChecksums {
  private CommandChecksums() {}

  /**
   * Copies finished commands of a {@link CommandWriter} to the position of a buffer and stores the
   * checksums in the copies. The checksums are computed from the originals, because reading a heap
   * array is cheaper than reading a direct buffer.
   *
   * @param from where the first command begins
   * @param to where the last command ends
   * @param target any buffer, heap or direct, with enough room; its position is advanced
   * @throws IllegalArgumentException if the commands do not end exactly at {@code to}
   */
  public static void putStamped(byte[] commands, int from, int to, ByteBuffer target) {
    int shift = target.position() - from;
    target.put(commands, from, to - from);
    int command = from;
    while (command < to) {
      int end = end(command, to, commands);
      store(target, command + shift, Crc32c.update(0, commands, command, end - command));
      command = end;
    }
  }

  private static int end(int command, int to, byte[] commands) {
    boolean whole = to - command >= COMMAND_HEADER_LENGTH;
    long length = whole ? LittleEndian.u32(commands, command + LENGTH) : Integer.MAX_VALUE;
    if (length > to - command - COMMAND_HEADER_LENGTH) {
      throw unfinished(command, to);
    }
    return command + COMMAND_HEADER_LENGTH + (int) length;
  }

  private static IllegalArgumentException unfinished(int command, int to) {
    return new IllegalArgumentException("the command at " + command + " is not finished at " + to);
  }

  /**
   * The register of a command after its head. The caller continues it over the data and {@linkplain
   * #store stores} the result.
   *
   * @param commandAt index of the command, as written by a {@link CommandWriter}
   * @param headLength length of the head, as returned by {@link CommandWriter#beginData}
   * @return the CRC-32C register: initial value 0, not inverted
   */
  public static int ofHead(byte[] commands, int commandAt, int headLength) {
    return Crc32c.update(0, commands, commandAt, headLength);
  }

  /**
   * Stores the checksum of a command.
   *
   * @param buffer any buffer, heap or direct; its position, limit and order are not changed
   * @param commandAt where the command begins
   * @param register the CRC-32C register over the whole command, with zeros in place of the
   *     checksum
   */
  public static void store(ByteBuffer buffer, int commandAt, int register) {
    boolean little = buffer.order() == ByteOrder.LITTLE_ENDIAN;
    buffer.putInt(commandAt + CRC, little ? register : Integer.reverseBytes(register));
  }
}
