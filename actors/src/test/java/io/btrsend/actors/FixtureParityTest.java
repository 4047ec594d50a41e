package io.btrsend.actors;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import io.btrsend.config.Settings;
import io.btrsend.engine.extent.UnreadableData;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.FilesystemOptions;
import io.btrsend.engine.send.SendSession;
import io.btrsend.engine.send.StageSizes;
import io.btrsend.engine.testing.Fixture;
import io.btrsend.engine.testing.KernelStream;
import io.btrsend.engine.testing.SlowDevices;
import io.btrsend.engine.testing.StreamComparison;
import java.io.ByteArrayOutputStream;
import java.nio.channels.Channels;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** However many workers there are, and wherever the stages cut, the bytes are the kernel's. */
class FixtureParityTest {
  private static final Settings SETTINGS = Settings.load(List.of("parallelism=8"));
  private static final ActorTestKit KIT = ActorTestKit.create(SETTINGS.config());

  private static final Map<Integer, BtrfsSend> SENDERS =
      Map.of(1, sender(1), 2, sender(2), 8, sender(8));

  private static final StageSizes TINY = new StageSizes(4096, 2, 256);
  private static final List<StageSizes> SIZES = List.of(StageSizes.USUAL, TINY);

  @AfterAll
  static void stopActors() {
    KIT.shutdownTestKit();
  }

  private static BtrfsSend sender(int workers) {
    return new BtrfsSend(
        KIT.system(),
        Settings.load(List.of("parallelism=" + workers, "bytes-in-flight=4MiB")).send());
  }

  @ParameterizedTest
  @MethodSource("io.btrsend.engine.testing.Fixture#all")
  void aSendWithAnyNumberOfWorkersIsTheKernelsByteForByte(Fixture fixture) {
    compare(fixture, FilesystemOptions.defaults(), SENDERS, SIZES);
  }

  @ParameterizedTest
  @MethodSource("io.btrsend.engine.testing.Fixture#all")
  void aSendFromSlowDevicesIsTheKernelsByteForByte(Fixture fixture) {
    compare(fixture, SlowDevices.options(), Map.of(2, SENDERS.get(2)), List.of(TINY));
  }

  private static void compare(
      Fixture fixture,
      FilesystemOptions options,
      Map<Integer, BtrfsSend> senders,
      List<StageSizes> allSizes) {
    try (Filesystem filesystem = Filesystem.open(fixture.images(), options)) {
      for (KernelStream stream : fixture.streams()) {
        byte[] expected = stream.bytes();
        for (StageSizes sizes : allSizes) {
          SendSession session =
              SendSession.open(
                  filesystem, stream.request(filesystem.subvolumes()), UnreadableData.FAIL, sizes);
          senders.forEach(
              (workers, sender) ->
                  StreamComparison.assertSame(
                      "%s with %d workers, %s".formatted(stream, workers, sizes),
                      expected,
                      send(sender, session)));
        }
      }
    }
  }

  private static byte[] send(BtrfsSend sender, SendSession session) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    sender.send(session, Channels.newChannel(out)).result().toCompletableFuture().join();
    return out.toByteArray();
  }
}
