package io.btrsend.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The program against nbdkit: encrypted, and while it hangs. */
@Tag("kernel")
class NbdServersKernelTest {
  @TempDir private Path directory;
  private Path image;
  private int port;
  private Process server;

  @BeforeEach
  void prepare() throws IOException {
    assumeTrue(Files.exists(Path.of("/usr/bin/nbdkit")), "SKIPPED: nbdkit is not installed");
    image = directory.resolve("demo.img");
    DemoFile.unpack(image);
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
  }

  @AfterEach
  void stopServer() throws InterruptedException {
    if (server != null) {
      server.destroy();
      assertTrue(server.waitFor(10, TimeUnit.SECONDS));
    }
  }

  private void shell(String script) throws Exception {
    Path log = directory.resolve("log");
    Process process =
        new ProcessBuilder("sh", "-ec", script)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertEquals(0, process.waitFor(), () -> script + ": " + log);
  }

  private void serve(String options) throws Exception {
    String script = "exec nbdkit -r -f -i 127.0.0.1 -p " + port + " " + options.formatted(image);
    server =
        new ProcessBuilder("sh", "-c", script)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("server.log").toFile())
            .start();
    while (true) {
      assertTrue(server.isAlive(), () -> "ended: " + script);
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        assertTrue(socket.isConnected());
        return;
      } catch (IOException e) {
        Thread.sleep(20);
      }
    }
  }

  private void makeCertificates(String host) throws Exception {
    shell(
        "mkdir certificates; cd certificates;"
            + " openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=authority"
            + "   -keyout ca-key.pem -out ca-cert.pem;"
            + " openssl req -newkey rsa:2048 -nodes -subj /CN=server"
            + "   -keyout server-key.pem -out server.csr;"
            + (" echo subjectAltName=DNS:" + host + " > names;")
            + " openssl x509 -req -in server.csr -CA ca-cert.pem -CAkey ca-key.pem -CAcreateserial"
            + "   -days 30 -extfile names -out server-cert.pem;"
            + (System.getProperty("java.home") + "/bin/keytool -importcert -noprompt -alias ca")
            + "   -file ca-cert.pem -keystore ../trusted.p12 -storepass secret");
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, trusted.p12, 0, ''",
    "elsewhere.invalid, trusted.p12, 5, 'cannot be opened: TLS: No subject alternative DNS name'",
    "localhost, '', 5, 'cannot be opened: TLS: PKIX path building failed'",
  })
  void theServerMustBeWhoTheAddressSays(String host, String store, int exitCode, String message)
      throws Exception {
    makeCertificates(host);
    serve("--tls=require --tls-certificates=" + directory + "/certificates file %s");
    Launched launched = Launched.in(directory, Main.class);
    Path stream = directory.resolve("stream");
    String address = "nbds://localhost:" + port + "/";
    ProcessBuilder builder =
        launched.command("send", "-s", "snapshots/monday", "-f", stream.toString(), address);
    if (!store.isEmpty()) {
      builder
          .environment()
          .put(
              "BTRSEND_OPTS",
              "-Djavax.net.ssl.trustStore="
                  + directory.resolve(store)
                  + " -Djavax.net.ssl.trustStorePassword=secret");
    }
    launched.assertEnded(builder.start(), exitCode, message);
    if (exitCode == 0) {
      Path expected = directory.resolve("expected");
      CommandRun raw =
          CommandRun.of("send", "-s", "snapshots/monday", "-f", "" + expected, "" + image);
      assertEquals(0, raw.exitCode(), raw.err());
      assertArrayEquals(Files.readAllBytes(expected), Files.readAllBytes(stream));
    }
  }

  @Test
  void aServerThatHangsIsToldWithin30Seconds() throws Exception {
    serve("--filter=delay file %s rdelay=300");
    long start = System.nanoTime();
    CommandRun run = CommandRun.of("list", "nbd://127.0.0.1:" + port);
    assertEquals(ExitCode.IO, run.exitCode());
    assertEquals(
        "btrsend: nbd://127.0.0.1:%d: cannot be read at byte 65536: the server does not answer\n"
            .formatted(port),
        run.err());
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
    assertTrue(seconds < 30, seconds + " s");
  }
}
