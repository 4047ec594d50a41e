package io.btrsend.engine.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.btrsend.engine.SendException;
import io.btrsend.engine.format.Crc32c;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The vectors are those of the stream description, section 2.2. */
class CommandWriterTest {
  @Test
  void streamHeaderIsMagicAndVersion() {
    assertArrayEquals(
        hex("62 74 72 66 73 2d 73 74 72 65 61 6d 00 01 00 00 00"), CommandWriter.streamHeader(1));
  }

  @Test
  void subvolCommandMatchesTheVector() {
    CommandWriter writer = new CommandWriter(1);
    writer.begin(CommandType.SUBVOL);
    writer.putBytes(Attribute.PATH, ascii("sx"));
    writer.putUuid(Attribute.UUID, new UUID(0x01020304_05060708L, 0x090a0b0c_0d0e0f10L));
    writer.putU64(Attribute.CTRANSID, 7);
    writer.end();
    assertArrayEquals(
        hex(
            "26 00 00 00 01 00 10 b6 38 7a 0f 00 02 00 73 78"
                + "01 00 10 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e"
                + "0f 10 02 00 08 00 07 00 00 00 00 00 00 00"),
        stamped(writer));
  }

  @Test
  void growsInTheMiddleOfANumber() {
    CommandWriter writer = new CommandWriter(1);
    int before = 0;
    while (writer.array().length == new CommandWriter(1).array().length) {
      before = writer.begin(CommandType.CHOWN);
      writer.putU64(Attribute.UID, 0x0102030405060708L);
      writer.putU32(Attribute.GID, 0x090a0b0c);
      writer.end();
    }
    byte[] last = Arrays.copyOfRange(writer.array(), before + 10, writer.length());
    assertArrayEquals(hex("06 00 08 00 08 07 06 05 04 03 02 01 07 00 04 00 0c 0b 0a 09"), last);
  }

  @Test
  void mkfileCommandMatchesTheVector() {
    CommandWriter writer = new CommandWriter(1);
    writer.begin(CommandType.MKFILE);
    writer.putBytes(Attribute.PATH, ascii("f"));
    writer.putU64(Attribute.INO, 300);
    writer.end();
    assertArrayEquals(
        hex("11 00 00 00 03 00 c6 12 2f 83 0f 00 01 00 66 03 00 08 00 2c 01 00 00 00 00 00 00"),
        stamped(writer));
  }

  @Test
  void writeCommandOfVersion1HasASizedDataAttribute() {
    assertArrayEquals(WRITE_V1, stamped(writeOf(1, true)));
  }

  @Test
  void writeCommandOfVersion2HasAnUnsizedDataAttribute() {
    assertArrayEquals(WRITE_V2, stamped(writeOf(2, true)));
    assertArrayEquals(WRITE_V2, stamped(writeOf(3, true)));
  }

  @Test
  void endIsAlwaysTheSameTenBytes() {
    CommandWriter writer = new CommandWriter(3);
    writer.begin(CommandType.END);
    writer.end();
    assertArrayEquals(hex("00 00 00 00 15 00 50 6c c9 9d"), stamped(writer));
  }

  @Test
  void dataPutInLaterGivesTheSameCommandAsDataPutInAtOnce() {
    assertArrayEquals(WRITE_V1, stampedWithData(writeOf(1, false)));
    assertArrayEquals(WRITE_V2, stampedWithData(writeOf(2, false)));
  }

  @Test
  void stampsEveryCommandOfADirectBuffer() {
    CommandWriter writer = writeOf(2, true);
    writer.begin(CommandType.END);
    writer.end();
    ByteBuffer direct = ByteBuffer.allocateDirect(writer.length() + 5).position(5);
    CommandChecksums.putStamped(writer.array(), 0, writer.length(), direct);
    assertEquals(direct.capacity(), direct.position());
    byte[] bytes = new byte[writer.length()];
    direct.get(5, bytes);
    assertArrayEquals(WRITE_V2, Arrays.copyOf(bytes, WRITE_V2.length));
    assertArrayEquals(
        hex("00 00 00 00 15 00 50 6c c9 9d"),
        Arrays.copyOfRange(bytes, WRITE_V2.length, bytes.length));
  }

  @Test
  void refusesToStampAnUnfinishedCommand() {
    ByteBuffer target = ByteBuffer.allocate(WRITE_V1.length);
    assertThrows(
        IllegalArgumentException.class,
        () -> CommandChecksums.putStamped(WRITE_V1, 0, WRITE_V1.length - 1, target));
  }

  @Test
  void resetForgetsWhatWasWritten() {
    CommandWriter writer = writeOf(1, true);
    writer.reset();
    assertEquals(0, writer.length());
    assertEquals(0, writer.begin(CommandType.END));
  }

  @Test
  void growsPastItsFirstArray() {
    CommandWriter writer = new CommandWriter(2);
    int last = 0;
    for (int i = 0; i < 100_000; i++) {
      last = writer.begin(CommandType.UNLINK);
      writer.putBytes(Attribute.PATH, ascii("name"));
      writer.end();
    }
    assertEquals(18 * 99_999, last);
    assertEquals(18 * 100_000, stamped(writer).length);
  }

  @Test
  void attributeBeyondTheCommandBufferFailsTheSend() {
    CommandWriter writer = new CommandWriter(1);
    writer.begin(CommandType.SET_XATTR);
    writer.putBytes(Attribute.XATTR_DATA, new byte[65536 - 10 - 4 - 8]);
    writer.putBytes(Attribute.XATTR_NAME, new byte[4]);
    SendException failure =
        assertThrows(SendException.class, () -> writer.putBytes(Attribute.PATH, new byte[0], 0, 0));
    assertEquals(SendException.Reason.FAILED, failure.reason());
  }

  @Test
  void dataUpToTheKernelsWriteSizeFitsBesideTheLongestPath() {
    CommandWriter writer = new CommandWriter(2);
    writer.begin(CommandType.WRITE);
    writer.putBytes(Attribute.PATH, new byte[4095]);
    writer.putU64(Attribute.FILE_OFFSET, 0);
    assertEquals(10 + 4 + 4095 + 12 + 2, writer.beginData(128 * 1024));
    assertThrows(SendException.class, () -> writer.beginData(144 * 1024));
  }

  @Test
  void attributeTooLargeForItsSizeFieldFailsTheSend() {
    CommandWriter writer = new CommandWriter(2);
    writer.begin(CommandType.SET_XATTR);
    assertThrows(SendException.class, () -> writer.putBytes(Attribute.XATTR_DATA, new byte[65536]));
  }

  @Test
  void unknownVersionIsRefused() {
    assertThrows(SendException.class, () -> new CommandWriter(4));
    assertThrows(SendException.class, () -> CommandWriter.streamHeader(0));
  }

  private static final byte[] WRITE_V1 =
      hex(
          "17 00 00 00 0f 00 e4 67 25 ae 0f 00 01 00 66"
              + "12 00 08 00 00 00 00 00 00 00 00 00 13 00 02 00 68 69");
  private static final byte[] WRITE_V2 =
      hex(
          "15 00 00 00 0f 00 0b 49 86 ee 0f 00 01 00 66"
              + "12 00 08 00 00 00 00 00 00 00 00 00 13 00 68 69");

  private static CommandWriter writeOf(int version, boolean withData) {
    CommandWriter writer = new CommandWriter(version);
    writer.begin(CommandType.WRITE);
    writer.putBytes(Attribute.PATH, ascii("f"));
    writer.putU64(Attribute.FILE_OFFSET, 0);
    if (withData) {
      writer.putBytes(Attribute.DATA, ascii("hi"));
      writer.end();
    } else {
      writer.beginData(2);
    }
    return writer;
  }

  private static byte[] stamped(CommandWriter writer) {
    ByteBuffer bytes = ByteBuffer.allocate(writer.length());
    CommandChecksums.putStamped(writer.array(), 0, writer.length(), bytes);
    return bytes.array();
  }

  private static byte[] stampedWithData(CommandWriter writer) {
    byte[] bytes = Arrays.copyOf(writer.array(), writer.length() + 2);
    bytes[writer.length()] = 'h';
    bytes[writer.length() + 1] = 'i';
    int dataCrc = Crc32c.update(0, bytes, writer.length(), 2);
    int register = CommandChecksums.ofHead(bytes, 0, writer.length());
    CommandChecksums.store(ByteBuffer.wrap(bytes), 0, Crc32c.shift(register, 2) ^ dataCrc);
    return bytes;
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
