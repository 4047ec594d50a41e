package io.btrsend.engine.stream;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.StreamFormatException;
import io.btrsend.engine.format.Crc32c;
import io.btrsend.engine.testing.Fixture;
import io.btrsend.engine.testing.KernelStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Bytes of a stream are hostile: nothing but a {@link StreamFormatException} may come of them. */
class HostileStreamPropertyTest {
  private static final List<byte[]> STREAMS =
      Fixture.all().stream()
          .flatMap(fixture -> fixture.streams().stream())
          .filter(stream -> stream.length() > 17 && stream.length() < 1 << 16)
          .map(KernelStream::bytes)
          .toList();

  @Provide
  Arbitrary<byte[]> kernelStreams() {
    return Arbitraries.of(STREAMS);
  }

  @Property(tries = 200)
  void randomBytesBehindAHeaderAreRefused(@ForAll byte[] rubbish, @ForAll boolean newVersion) {
    byte[] header = CommandWriter.streamHeader(newVersion ? 2 : 1);
    readEveryWay(StreamBuilder.concat(header, rubbish));
    readEveryWay(rubbish);
  }

  @Property(tries = 300)
  void changedBytesAreReadOrRefused(@ForAll("kernelStreams") byte[] stream, @ForAll long seed) {
    readEveryWay(changed(stream, new Random(seed)));
  }

  @Property(tries = 300)
  void changedCommandsWithRightChecksumsAreReadOrRefused(
      @ForAll("kernelStreams") byte[] stream, @ForAll long seed) {
    byte[] changed = changed(stream, new Random(seed));
    stampAsFarAsPossible(changed);
    readEveryWay(changed);
  }

  @Property(tries = 100)
  void lengthsThatLieCostNoMemory(@ForAll long seed) {
    Random random = new Random(seed);
    byte[] frame = StreamBuilder.concat(StreamBuilder.u32(random.nextInt()), new byte[6]);
    byte[] stream = StreamBuilder.subvolume(1 + random.nextInt(3)).raw(frame).bytes();
    Runtime runtime = Runtime.getRuntime();
    long before = runtime.totalMemory() - runtime.freeMemory();
    readEveryWay(stream);
    long grown = runtime.totalMemory() - runtime.freeMemory() - before;
    assertTrue(grown < 100 << 20, () -> "memory grew by " + grown + ", seed " + seed);
  }

  private static byte[] changed(byte[] stream, Random random) {
    byte[] changed = stream.clone();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      int at = random.nextInt(changed.length);
      changed[at] =
          switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> -1;
            case 2 -> (byte) (changed[at] + 1);
            default -> (byte) random.nextInt();
          };
    }
    return changed;
  }

  /** So that the damage gets past the checksums. */
  private static void stampAsFarAsPossible(byte[] stream) {
    ByteBuffer buffer = ByteBuffer.wrap(stream);
    int at = 17;
    while (at + 10 <= stream.length) {
      long end = at + 10 + Integer.toUnsignedLong(Integer.reverseBytes(buffer.getInt(at)));
      if (end > stream.length) {
        return;
      }
      buffer.putInt(at + 6, 0);
      CommandChecksums.store(buffer, at, Crc32c.update(0, stream, at, (int) end - at));
      at = (int) end;
    }
  }

  private static void readEveryWay(byte[] stream) {
    readOnly(stream, StreamReaderOptions.STRICT, StreamVerifier::verify);
    readOnly(stream, StreamReaderOptions.LENIENT, reader -> StreamStatistics.of(reader, 5).json());
    LocalTimeText utc = new LocalTimeText(ZoneOffset.UTC);
    OutputStream nowhere = OutputStream.nullOutputStream();
    for (CommandRenderer renderer :
        List.of(
            new StreamDump(DumpFormat.PROGS_6_0, utc),
            new StreamDump(DumpFormat.PROGS_6_9_1, utc),
            new StreamJson())) {
      readOnly(
          stream, StreamReaderOptions.LENIENT, reader -> renderer.renderUpToEnd(reader, nowhere));
    }
  }

  private interface Reading {
    void read(StreamReader reader) throws IOException;
  }

  private static void readOnly(byte[] stream, StreamReaderOptions options, Reading reading) {
    InputStream in = new ByteArrayInputStream(stream);
    try (StreamReader reader = new StreamReader(in, "test", options)) {
      reading.read(reader);
    } catch (StreamFormatException refused) {
      assertTrue(refused.getMessage().startsWith("test: "), refused.getMessage());
      assertTrue(refused.getMessage().indexOf('\n') < 0, refused.getMessage());
    } catch (IOException e) {
      throw new AssertionError("reading an array does not fail", e);
    }
  }
}
