package io.btrsend.actors;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import io.btrsend.config.Settings;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.send.SendRequest;
import io.btrsend.engine.testing.DamageTrial;
import io.btrsend.engine.testing.KernelStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What redundancy makes up for does not show in the stream, with several workers reading. */
class DamagedDevicesTest {
  private static final long SEED = Long.getLong("btrsend.damage.seed", new Random().nextInt());
  private static final Settings SETTINGS =
      Settings.load(List.of("parallelism=8", "bytes-in-flight=4MiB"));
  private static final ActorTestKit KIT = ActorTestKit.create(SETTINGS.config());
  private static final BtrfsSend SENDER = new BtrfsSend(KIT.system(), SETTINGS.send());

  @BeforeAll
  static void printSeed() {
    System.out.println("damaged devices: -Dbtrsend.damage.seed=" + SEED);
  }

  @AfterAll
  static void stopActors() {
    KIT.shutdownTestKit();
  }

  @ParameterizedTest
  @MethodSource("io.btrsend.engine.testing.DamageTrial#all")
  void aSendFromDamagedDevicesEqualsTheKernel(DamageTrial trial, @TempDir Path directory)
      throws IOException {
    trial.run(directory, SEED, DamagedDevicesTest::isSample, DamagedDevicesTest::send);
  }

  /** One in full and one from its parent; the engine's test of this name takes more of them. */
  private static boolean isSample(KernelStream stream) {
    boolean plain = stream.version() == 2 && !stream.compressed();
    return plain && (stream.subvolume().equals("p2") == stream.parent().isPresent());
  }

  private static byte[] send(Filesystem filesystem, SendRequest request) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SENDER
        .send(filesystem, request, Channels.newChannel(out))
        .result()
        .toCompletableFuture()
        .join();
    return out.toByteArray();
  }
}
