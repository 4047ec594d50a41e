package io.btrsend.engine.image.nbd;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A connection over a Unix socket. The channel does not block: so reads can be given up, and an
 * interruption does not close it.
 */
final class UnixTransport implements Transport {
  private final SocketChannel channel;
  private final Selector readable;
  private final Selector writable;

  private UnixTransport(SocketChannel channel) throws IOException {
    this.channel = channel;
    this.readable = Selector.open();
    this.writable = Selector.open();
    channel.register(readable, SelectionKey.OP_READ);
    channel.register(writable, SelectionKey.OP_WRITE);
  }

  static UnixTransport connect(Path socket, Deadline deadline) throws IOException {
    if (!Files.exists(socket)) {
      throw new NoSuchFileException("there is no socket " + socket);
    }
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.configureBlocking(false);
      boolean connected = channel.connect(UnixDomainSocketAddress.of(socket));
      UnixTransport transport = new UnixTransport(channel);
      while (!connected) {
        await(transport.writable, deadline);
        connected = channel.finishConnect();
      }
      return transport;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public void read(ByteBuffer dst, Deadline deadline) throws IOException {
    int count = channel.read(dst);
    while (count == 0) {
      await(readable, deadline);
      count = channel.read(dst);
    }
    if (count < 0) {
      throw new EOFException("the server closed the connection");
    }
  }

  @Override
  public void write(ByteBuffer src, Deadline deadline) throws IOException {
    while (src.hasRemaining()) {
      if (channel.write(src) == 0) {
        await(writable, deadline);
      }
    }
  }

  /** A selector does not wait in a thread that is interrupted, so that is put off. */
  private static void await(Selector selector, Deadline deadline) throws IOException {
    int millis = deadline.millisLeft();
    boolean interrupted = Thread.interrupted();
    try {
      selector.select(millis);
      selector.selectedKeys().clear();
    } catch (ClosedSelectorException e) {
      AsynchronousCloseException closed = new AsynchronousCloseException();
      closed.initCause(e);
      throw closed;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public Transport encrypted(Deadline deadline) throws IOException {
    throw new IOException("a Unix socket is not encrypted");
  }

  @Override
  public void close() {
    try (channel;
        readable;
        writable) {
      var unused = readable.wakeup();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
