package io.btrsend.engine.image.nbd;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An NBD server of one export called {@code disk}, which does what a test wants it to do. A
 * connection is served by a thread of its own, which ends when the conversation says so.
 */
final class TestServer implements AutoCloseable {
  /** What is talked on a connection. Returning closes it. */
  interface Conversation {
    void hold(Talk talk) throws IOException, InterruptedException;
  }

  /** A read that was asked for. */
  record Read(long cookie, long offset, int length) {}

  private final ServerSocket listener;
  private final Conversation conversation;
  private final List<Closeable> sockets = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();

  TestServer(Conversation conversation) throws IOException {
    this(conversation, 0);
  }

  TestServer(Conversation conversation, int port) throws IOException {
    this.conversation = conversation;
    this.listener = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "test server");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        sockets.add(socket);
        int number = connections.incrementAndGet();
        start(() -> talk(socket, number));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void talk(Socket socket, int number) {
    try (socket) {
      socket.setTcpNoDelay(true);
      OutputStream out = new BufferedOutputStream(socket.getOutputStream());
      conversation.hold(new Talk(socket.getInputStream(), out, number));
      out.flush();
    } catch (IOException e) {
      // The client has gone, or the test is over.
      return;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  String address() {
    return "nbd://localhost:" + port() + "/disk";
  }

  int port() {
    return listener.getLocalPort();
  }

  /** How many there have been. */
  int connections() {
    return connections.get();
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Closeable socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One connection; what is said is sent before the client is listened to. */
  static final class Talk {
    final DataInputStream in;
    final DataOutputStream out;

    /** From 1. */
    final int number;

    Talk(InputStream in, OutputStream out, int number) {
      this.in = new DataInputStream(in);
      this.out = new DataOutputStream(out);
      this.number = number;
    }

    void greet() throws IOException {
      out.writeLong(0x4e42444d41474943L);
      out.writeLong(0x49484156454f5054L);
      out.writeShort(3);
      out.flush();
      in.readInt();
    }

    /** The number of an option; its data is dropped. */
    int option() throws IOException {
      out.flush();
      in.readLong();
      int option = in.readInt();
      in.readNBytes(in.readInt());
      return option;
    }

    void reply(int option, int type, byte... data) throws IOException {
      out.writeLong(0x0003e889045565a9L);
      out.writeInt(option);
      out.writeInt(type);
      out.writeInt(data.length);
      out.write(data);
    }

    void replyInfo(long size, int flags) throws IOException {
      out.writeLong(0x0003e889045565a9L);
      out.writeInt(7);
      out.writeInt(3);
      out.writeInt(12);
      out.writeShort(0);
      out.writeLong(size);
      out.writeShort(flags);
    }

    void replyBlocks(int least, int preferred, int largest) throws IOException {
      out.writeLong(0x0003e889045565a9L);
      out.writeInt(7);
      out.writeInt(3);
      out.writeInt(14);
      out.writeShort(3);
      out.writeInt(least);
      out.writeInt(preferred);
      out.writeInt(largest);
    }

    /** Up to the question for an export. */
    void untilGo(boolean structured) throws IOException {
      greet();
      for (int option = option(); option != 7; option = option()) {
        reply(option, option == 8 && structured ? 1 : 0x80000001);
      }
    }

    void open(long size, int flags, boolean structured) throws IOException {
      untilGo(structured);
      replyInfo(size, flags);
      reply(7, 1);
    }

    /** The next read; null when the client says good-bye. */
    Read request() throws IOException {
      out.flush();
      in.readInt();
      in.readShort();
      int type = in.readShort();
      Read read = new Read(in.readLong(), in.readLong(), in.readInt());
      return type == 0 ? read : null;
    }

    void replySimple(long cookie, int error, byte... data) throws IOException {
      out.writeInt(0x67446698);
      out.writeInt(error);
      out.writeLong(cookie);
      out.write(data);
    }

    void chunk(long cookie, int flags, int type, byte... data) throws IOException {
      out.writeInt(0x668e33ef);
      out.writeShort(flags);
      out.writeShort(type);
      out.writeLong(cookie);
      out.writeInt(data.length);
      out.write(data);
    }

    void data(Read read, int flags, byte[] disk, int from, int to) throws IOException {
      out.writeInt(0x668e33ef);
      out.writeShort(flags);
      out.writeShort(1);
      out.writeLong(read.cookie());
      out.writeInt(8 + to - from);
      out.writeLong(from);
      out.write(disk, from, to - from);
    }

    void hole(Read read, int flags, int from, int length) throws IOException {
      out.writeInt(0x668e33ef);
      out.writeShort(flags);
      out.writeShort(2);
      out.writeLong(read.cookie());
      out.writeInt(12);
      out.writeLong(from);
      out.writeInt(length);
    }

    void error(Read read, int flags, int error, String text) throws IOException {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      out.writeInt(0x668e33ef);
      out.writeShort(flags);
      out.writeShort(0x8001);
      out.writeLong(read.cookie());
      out.writeInt(6 + bytes.length);
      out.writeInt(error);
      out.writeShort(bytes.length);
      out.write(bytes);
    }

    /** Serves reads one after the other, with simple replies. */
    void serveSimply(byte[] disk) throws IOException {
      for (Read read = request(); read != null; read = request()) {
        int from = (int) read.offset();
        replySimple(read.cookie(), 0, Arrays.copyOfRange(disk, from, from + read.length()));
      }
    }

    void hang() throws IOException, InterruptedException {
      out.flush();
      Thread.sleep(60_000);
    }
  }
}
