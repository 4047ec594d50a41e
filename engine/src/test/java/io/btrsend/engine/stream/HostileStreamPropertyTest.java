package io.btrsend.engine.stream;

import io.btrsend.engine.format.Crc32c;
import io.btrsend.engine.testing.Fixture;
import io.btrsend.engine.testing.KernelStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Bytes of a stream are hostile: every way to read them ends well or in a typed error. */
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
    EveryReading.read(StreamBuilder.concat(header, rubbish));
    EveryReading.read(rubbish);
  }

  @Property(tries = 300)
  void changedBytesAreReadOrRefused(@ForAll("kernelStreams") byte[] stream, @ForAll long seed) {
    EveryReading.read(changed(stream, new Random(seed)));
  }

  @Property(tries = 300)
  void changedCommandsWithRightChecksumsAreReadOrRefused(
      @ForAll("kernelStreams") byte[] stream, @ForAll long seed) {
    byte[] changed = changed(stream, new Random(seed));
    stampAsFarAsPossible(changed);
    EveryReading.read(changed);
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
}
