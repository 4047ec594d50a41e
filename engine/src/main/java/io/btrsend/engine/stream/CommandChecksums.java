package io.btrsend.engine.stream;

import static io.btrsend.engine.stream.CommandWriter.COMMAND_HEADER_LENGTH;
import static io.btrsend.engine.stream.CommandWriter.CRC;
import static io.btrsend.engine.stream.CommandWriter.LENGTH;

import io.btrsend.engine.format.Crc32c;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Stores the checksums of finished commands. Every command is checksummed for itself, so threads
 * may stamp different parts of a stream at the same time.
 *
 * <p>A checksum is the CRC-32C of the command's header with four zero bytes in place of the
 * checksum, then its payload, with initial register 0 and without final inversion (stream
 * description, section 2.1).
 */
public final class CommandChecksums {
  private CommandChecksums() {}

  /**
   * Stamps every command between two positions of a buffer.
   *
   * @param buffer any buffer, heap or direct; its position, limit and order stay as they are
   * @param from where the first command begins
   * @param to where the last command ends
   * @throws IllegalArgumentException if the commands do not end exactly at {@code to}
   */
  public static void stamp(ByteBuffer buffer, int from, int to) {
    ByteBuffer view = buffer.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    int command = from;
    while (command < to) {
      long end =
          to - command < COMMAND_HEADER_LENGTH
              ? Long.MAX_VALUE
              : command + COMMAND_HEADER_LENGTH + (view.getInt(command + LENGTH) & 0xffff_ffffL);
      if (end > to) {
        throw new IllegalArgumentException(
            "the command at " + command + " is not finished at " + to);
      }
      view.putInt(command + CRC, 0);
      view.putInt(command + CRC, Crc32c.rawOfView(0, view, command, (int) end - command));
      command = (int) end;
    }
  }

  /**
   * Stamps one command whose payload ends in data with a known checksum, without reading the data.
   *
   * @param buffer any buffer, heap or direct; its position, limit and order stay as they are
   * @param commandAt where the command begins
   * @param headLength bytes from there to the first data byte, as {@link CommandWriter#beginData}
   *     returned it
   * @param dataCrcRaw the raw CRC-32C register over the data: initial value 0, not inverted
   * @param dataLength bytes of data
   */
  public static void stampWithData(
      ByteBuffer buffer, int commandAt, int headLength, int dataCrcRaw, int dataLength) {
    ByteBuffer view = buffer.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    view.putInt(commandAt + CRC, 0);
    int head = Crc32c.rawOfView(0, view, commandAt, headLength);
    view.putInt(commandAt + CRC, Crc32c.append(head, dataCrcRaw, dataLength));
  }
}
