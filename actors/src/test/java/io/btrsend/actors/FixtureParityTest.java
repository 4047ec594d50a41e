package io.btrsend.actors;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import io.btrsend.config.Settings;
import io.btrsend.engine.SendException;
import io.btrsend.engine.send.SendRequest;
import io.btrsend.engine.subvolume.Filesystem;
import io.btrsend.engine.subvolume.FilesystemOptions;
import io.btrsend.engine.testing.Fixture;
import io.btrsend.engine.testing.KernelStream;
import io.btrsend.engine.testing.StreamComparison;
import java.io.ByteArrayOutputStream;
import java.nio.channels.Channels;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** However many workers there are, the bytes are the kernel's. */
class FixtureParityTest {
  private static final Settings SETTINGS = Settings.load(List.of("parallelism=8"));
  private static final ActorTestKit KIT = ActorTestKit.create(SETTINGS.config());

  private static final Map<Integer, BtrfsSend> SENDERS =
      Map.of(1, sender(1), 2, sender(2), 8, sender(8));

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
    try (Filesystem filesystem = Filesystem.open(fixture.images(), FilesystemOptions.defaults())) {
      for (KernelStream stream : fixture.streams()) {
        byte[] expected = stream.bytes();
        SENDERS.forEach(
            (workers, sender) ->
                StreamComparison.assertSame(
                    stream + " with " + workers, expected, send(sender, filesystem, stream)));
      }
    }
  }

  private static byte[] send(BtrfsSend sender, Filesystem filesystem, KernelStream stream) {
    SendRequest request = stream.request(filesystem.subvolumes());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      sender.send(filesystem, request, Channels.newChannel(out)).toCompletableFuture().join();
    } catch (CompletionException e) {
      if (stream.errno() == 0) {
        throw e;
      }
      assertInstanceOf(SendException.class, e.getCause());
    }
    return out.toByteArray();
  }
}
