package io.btrsend.engine.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.btrsend.engine.format.Crc32c;
import io.btrsend.engine.format.LittleEndian;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What the writer writes, the reader reads. */
class StreamRoundTripPropertyTest {
  private record Written(CommandType type, Map<Attribute, byte[]> values) {}

  @Property(tries = 300)
  void everyCommandComesBackAsItWasWritten(
      @ForAll @IntRange(min = 1, max = 3) int version,
      @ForAll @IntRange(min = 1, max = 40) int commands,
      @ForAll long seed)
      throws IOException {
    Random random = new Random(seed);
    CommandWriter writer = new CommandWriter(version);
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    stream.writeBytes(CommandWriter.streamHeader(version));
    List<Written> all = new ArrayList<>();
    for (int i = 0; i < commands; i++) {
      CommandType type = randomType(random, version);
      all.add(write(writer, stream, type, version, random));
    }
    all.add(write(writer, stream, CommandType.END, version, random));
    try (StreamReader reader =
        StreamBuilder.reader(stream.toByteArray(), StreamReaderOptions.LENIENT)) {
      for (Written written : all) {
        StreamCommand command = reader.next();
        assertEquals(written.type(), command.type());
        for (Attribute attribute : Attribute.values()) {
          byte[] value = written.values().get(attribute);
          assertEquals(value != null, command.has(attribute), attribute::name);
          if (value != null) {
            assertArrayEquals(value, command.bytes(attribute), attribute::name);
            assertDecoded(value, command, attribute);
          }
        }
      }
      assertNull(reader.next());
    }
  }

  private static CommandType randomType(Random random, int version) {
    CommandType type;
    do {
      type = CommandType.ofNumber(1 + random.nextInt(CommandType.MAX_NUMBER));
    } while (type.since() > version || type == CommandType.END);
    return type;
  }

  /** Writes one command, its data now at once and now behind its back, as a renderer does. */
  private static Written write(
      CommandWriter writer,
      ByteArrayOutputStream stream,
      CommandType type,
      int version,
      Random random) {
    Map<Attribute, byte[]> values = new EnumMap<>(Attribute.class);
    writer.reset();
    writer.begin(type);
    byte[] data = null;
    int headLength = 0;
    for (Attribute attribute : type.attributes()) {
      if (attribute.since() > version) {
        continue;
      }
      byte[] value = randomValue(attribute, random);
      values.put(attribute, value);
      if (attribute == Attribute.DATA && random.nextBoolean()) {
        data = value;
        headLength = writer.beginData(data.length);
      } else {
        put(writer, attribute, value);
      }
    }
    if (data == null) {
      writer.end();
      byte[] command = writer.array().clone();
      CommandChecksums.putStamped(command, 0, writer.length(), ByteBuffer.wrap(writer.array()));
    } else {
      int register = CommandChecksums.ofHead(writer.array(), 0, headLength);
      CommandChecksums.store(ByteBuffer.wrap(writer.array()), 0, Crc32c.update(register, data));
    }
    stream.write(writer.array(), 0, writer.length());
    if (data != null) {
      stream.writeBytes(data);
    }
    return new Written(type, values);
  }

  private static byte[] randomValue(Attribute attribute, Random random) {
    int size = attribute.kind().size();
    byte[] value = new byte[size >= 0 ? size : random.nextInt(random.nextInt(10) == 0 ? 9000 : 30)];
    random.nextBytes(value);
    return value;
  }

  private static void put(CommandWriter writer, Attribute attribute, byte[] value) {
    switch (attribute.kind()) {
      case U8 -> writer.putU8(attribute, value[0]);
      case U32 -> writer.putU32(attribute, LittleEndian.i32(value, 0));
      case U64 -> writer.putU64(attribute, LittleEndian.u64(value, 0));
      case UUID -> {
        ByteBuffer uuid = ByteBuffer.wrap(value);
        writer.putUuid(attribute, new UUID(uuid.getLong(), uuid.getLong()));
      }
      case TIMESPEC -> writer.putTimespec(attribute, value, 0);
      case STRING, DATA -> writer.putBytes(attribute, value);
    }
  }

  private static void assertDecoded(byte[] value, StreamCommand command, Attribute attribute) {
    switch (attribute.kind()) {
      case U8 -> assertEquals(value[0] & 0xff, command.u8(attribute));
      case U32 -> assertEquals(LittleEndian.i32(value, 0), command.u32(attribute));
      case U64 -> assertEquals(LittleEndian.u64(value, 0), command.u64(attribute));
      case UUID -> {
        ByteBuffer uuid = ByteBuffer.wrap(value);
        assertEquals(new UUID(uuid.getLong(), uuid.getLong()), command.uuid(attribute));
      }
      case TIMESPEC -> {
        assertEquals(LittleEndian.u64(value, 0), command.seconds(attribute));
        assertEquals(LittleEndian.u32(value, 8), command.nanoseconds(attribute));
        assertFalse(command.nanoseconds(attribute) < 0);
      }
      case STRING, DATA -> assertEquals(value.length, command.size(attribute));
    }
  }
}
