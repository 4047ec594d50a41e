package io.btrsend.engine.send;

import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.testing.DamageTrial;
import io.btrsend.engine.testing.KernelStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What redundancy makes up for does not show in the stream. Of the ways in which the kernel was
 * asked for each stream, one is taken: they read the same.
 */
class DamagedDevicesTest {
  private static final long SEED = Long.getLong("btrsend.damage.seed", new Random().nextInt());

  @BeforeAll
  static void printSeed() {
    System.out.println("damaged devices: -Dbtrsend.damage.seed=" + SEED);
  }

  @ParameterizedTest
  @MethodSource("io.btrsend.engine.testing.DamageTrial#all")
  void sequentialSendFromDamagedDevicesEqualsTheKernel(DamageTrial trial, @TempDir Path directory)
      throws IOException {
    trial.run(directory, SEED, KernelStream::compressed, DamagedDevicesTest::send);
  }

  private static byte[] send(Filesystem filesystem, SendRequest request) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      SequentialSend.run(SendSession.open(filesystem, request), Channels.newChannel(out));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
