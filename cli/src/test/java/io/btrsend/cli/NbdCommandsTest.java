package io.btrsend.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the commands tell that a server is not what it should be. */
class NbdCommandsTest {
  /** Runs a command against a server that says one thing and then closes the connection. */
  private static CommandRun against(String said, String... command) throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread server = new Thread(() -> say(listener, said));
      server.start();
      String[] line = List.of(command).toArray(new String[command.length + 1]);
      line[command.length] = "nbd://localhost:" + listener.getLocalPort() + "/disk";
      CommandRun run = CommandRun.of(line);
      server.join();
      assertTrue(run.err().startsWith("btrsend: " + line[command.length] + ": "), run.err());
      return run;
    }
  }

  private static void say(ServerSocket listener, String said) {
    try (Socket socket = listener.accept()) {
      socket.getOutputStream().write(said.getBytes(StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"send", "list", "info"})
  void aServerThatClosesIsOneLineAndExitStatus5(String command) throws Exception {
    String[] line =
        command.equals("send") ? new String[] {"send", "-f", "x"} : new String[] {command};
    CommandRun run = against("", line);
    assertEquals(ExitCode.IO, run.exitCode());
    assertEquals(1, run.err().lines().count(), run.err());
    String expected = ": cannot be opened: the server closed the connection\n";
    assertTrue(run.err().endsWith(expected), run.err());
  }

  @Test
  void aServerOfSomethingElseIsTold() throws Exception {
    CommandRun run = against("SSH-2.0-OpenSSH_9.2\r\n", "list");
    assertEquals(ExitCode.IO, run.exitCode());
    assertTrue(run.err().endsWith(": cannot be opened: is no NBD server\n"), run.err());
  }

  @ParameterizedTest
  @CsvSource({
    "http://host/disk.img, 3, http://host/disk.img: is not a file",
    "nbd:///disk, 3, nbd:///disk: is not an NBD address: the host is missing",
    "nbd://localhost/disk#monday, 3, nbd://localhost/disk: a server has no snapshots of its disk",
    "nbd+unix:///disk?socket=/none, 5, 'cannot be opened: there is no socket /none'",
  })
  void addressesThatCannotBeReadAreTold(String address, int exitCode, String message) {
    CommandRun run = CommandRun.of("list", address);
    assertEquals(exitCode, run.exitCode());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().contains(message), run.err());
  }
}
