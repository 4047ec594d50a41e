package io.btrsend.engine.send;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.btrsend.engine.EngineException;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.FilesystemOptions;
import io.btrsend.engine.testing.Fixture;
import io.btrsend.engine.testing.KernelStream;
import io.btrsend.engine.testing.StreamComparison;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The fixtures over the NBD servers that people have: the same streams. Each fixture meets one kind
 * of server. By default every fourth fixture is tried; the system property {@code
 * btrsend.converted.every} chooses how many are left out.
 */
@Tag("kernel")
class NbdServersKernelTest {
  /** What serves the image "$1" on the socket "$2". */
  private static final List<String> KINDS =
      List.of(
          "exec qemu-nbd -r -t -f raw -k $2 $1",
          "exec qemu-nbd -r -t -e 8 -f raw -k $2 $1",
          "qemu-img convert -f raw -O qcow2 -c $1 $2.disk; exec qemu-nbd -r -t -f qcow2 -k $2 $2.disk",
          "exec nbdkit -r -f -U $2 file $1",
          "exec nbdkit -r -f --no-sr -U $2 file $1",
          "exec nbdkit -r -f -t 1 -U $2 file $1",
          "exec nbdkit -r -f -U $2 --filter=delay file $1 rdelay=1ms",
          "exec nbdkit -r -f -U $2 --filter=blocksize-policy file $1 blocksize-minimum=4096"
              + " blocksize-preferred=4096 blocksize-maximum=64k blocksize-error-policy=error",
          "exec nbdkit -r -f -U $2 --filter=blocksize-policy file $1 blocksize-minimum=64k"
              + " blocksize-preferred=64k blocksize-maximum=1M blocksize-error-policy=error");

  @TempDir Path directory;
  private final List<Process> servers = new ArrayList<>();
  private int sockets;

  @AfterEach
  void stopServers() throws InterruptedException {
    for (Process server : servers) {
      server.destroy();
      assertTrue(server.waitFor(10, TimeUnit.SECONDS), "still running: " + server.info());
    }
    servers.clear();
  }

  /** The address of an image that is served. */
  private String serve(Path image, String script) throws IOException, InterruptedException {
    String program = script.contains("nbdkit") ? "nbdkit" : "qemu-nbd";
    boolean installed = Files.exists(Path.of("/usr/bin", program));
    assumeTrue(installed, "SKIPPED: " + program + " is not installed");
    Path socket = directory.resolve("socket" + sockets++);
    Path log = directory.resolve("server.log");
    Process server =
        new ProcessBuilder("sh", "-c", script, "sh", image.toString(), socket.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    servers.add(server);
    while (!isListening(socket)) {
      assertTrue(server.isAlive(), () -> script + ": " + log);
      Thread.sleep(10);
    }
    return "nbd+unix:///?socket=" + socket;
  }

  private static boolean isListening(Path socket) {
    try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      return probe.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  @TestFactory
  Stream<DynamicTest> streamsAreTheSameFromEveryServer() {
    List<DynamicTest> tests = new ArrayList<>();
    List<Fixture> fixtures = Fixture.all();
    for (int i = 0; i < fixtures.size(); i += Integer.getInteger("btrsend.converted.every", 4)) {
      Fixture fixture = fixtures.get(i);
      String kind = KINDS.get(tests.size() % KINDS.size());
      tests.add(dynamicTest(fixture.name() + ": " + kind, () -> compareAll(fixture, kind)));
    }
    return tests.stream();
  }

  private void compareAll(Fixture fixture, String kind) throws IOException, InterruptedException {
    List<String> addresses = new ArrayList<>();
    for (Path image : fixture.images()) {
      addresses.add(serve(image, kind));
    }
    compareAll(fixture, addresses);
    stopServers();
  }

  private static void compareAll(Fixture fixture, List<String> addresses) throws IOException {
    try (Filesystem filesystem = Filesystem.openNamed(addresses, FilesystemOptions.defaults())) {
      for (KernelStream expected : fixture.streams()) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SendSession session =
            SendSession.open(filesystem, expected.request(filesystem.subvolumes()));
        SequentialSend.run(session, Channels.newChannel(out));
        StreamComparison.assertSame(expected.toString(), expected.bytes(), out.toByteArray());
      }
    }
  }

  @Test
  void aMirrorServesWhatTheOtherServerHasErrorsFor() throws Exception {
    Fixture fixture = Fixture.named("dev-raid1");
    List<String> addresses = new ArrayList<>();
    for (Path image : fixture.images()) {
      String errors = addresses.isEmpty() ? "error-pread-rate=30%" : "error-pread-rate=0";
      addresses.add(
          serve(image, "exec nbdkit -r -f -U $2 --filter=error file $1 error=EIO " + errors));
    }
    compareAll(fixture, addresses);
  }

  @Test
  void aServerThatHasOnlyErrorsIsTold() throws Exception {
    Path image = Fixture.named("dev-dup").images().get(0);
    String address =
        serve(image, "exec nbdkit -r -f -U $2 --filter=error file $1 error=EIO error-pread-rate=1");
    EngineException failure =
        assertThrows(
            EngineException.class,
            () -> Filesystem.openNamed(List.of(address), FilesystemOptions.defaults()));
    assertEquals(
        address + ": cannot be read at byte 65536: the server reports EIO", failure.getMessage());
  }
}
