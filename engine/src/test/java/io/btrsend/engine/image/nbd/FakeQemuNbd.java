package io.btrsend.engine.image.nbd;

import io.btrsend.engine.image.nbd.TestServer.Talk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** A program that serves a file on a Unix socket until it is killed: {@code SOCKET FILE}. */
public final class FakeQemuNbd {
  private FakeQemuNbd() {}

  /** Where the process starts. */
  public static void main(String[] arguments) throws IOException {
    byte[] disk = Files.readAllBytes(Path.of(arguments[1]));
    try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listener.bind(UnixDomainSocketAddress.of(arguments[0]));
      while (true) {
        SocketChannel client = listener.accept();
        new Thread(() -> serve(client, disk)).start();
      }
    }
  }

  private static void serve(SocketChannel client, byte[] disk) {
    try (client) {
      Talk talk = new Talk(Channels.newInputStream(client), Channels.newOutputStream(client), 1);
      talk.open(disk.length, 1, false);
      talk.serveSimply(disk);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
