package io.btrsend.engine.image.nbd;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** A TCP connection, plain or encrypted. */
final class TcpTransport implements Transport {
  private static final int COPIED = 64 << 10;

  private final NbdAddress address;
  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final byte[] read = new byte[COPIED];

  private TcpTransport(NbdAddress address, Socket socket) throws IOException {
    this.address = address;
    this.socket = socket;
    this.in = socket.getInputStream();
    this.out = socket.getOutputStream();
  }

  /** Tries all addresses that the host has. */
  static TcpTransport connect(NbdAddress address, Deadline deadline) throws IOException {
    IOException first = null;
    for (InetAddress host : resolve(address.host())) {
      Socket socket = new Socket();
      try {
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(host, address.port()), deadline.millisLeft());
        return new TcpTransport(address, socket);
      } catch (IOException e) {
        socket.close();
        first = first == null ? e : first;
      }
    }
    throw first;
  }

  private static InetAddress[] resolve(String host) throws IOException {
    try {
      return InetAddress.getAllByName(host);
    } catch (UnknownHostException e) {
      throw new IOException("there is no host " + host, e);
    }
  }

  @Override
  public void read(ByteBuffer dst, Deadline deadline) throws IOException {
    socket.setSoTimeout(deadline.millisLeft());
    int count = in.read(read, 0, Math.min(dst.remaining(), read.length));
    if (count < 0) {
      throw new EOFException("the server closed the connection");
    }
    dst.put(read, 0, count);
  }

  /** What is written is short, and so little is on its way that the system has room for it. */
  @Override
  public void write(ByteBuffer src, Deadline deadline) throws IOException {
    byte[] bytes = new byte[src.remaining()];
    src.get(bytes);
    out.write(bytes);
    out.flush();
  }

  @Override
  public Transport encrypted(Deadline deadline) throws IOException {
    SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
    SSLSocket secure =
        (SSLSocket) factory.createSocket(socket, address.host(), address.port(), true);
    SSLParameters parameters = secure.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    secure.setSSLParameters(parameters);
    secure.setSoTimeout(deadline.millisLeft());
    try {
      secure.startHandshake();
    } catch (SSLException e) {
      throw new NbdProtocolException("TLS: " + e.getMessage());
    }
    return new TcpTransport(address, secure);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
