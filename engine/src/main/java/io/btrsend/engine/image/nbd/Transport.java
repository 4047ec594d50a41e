package io.btrsend.engine.image.nbd;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A connection as bytes in both directions. One thread may read while others write, one of them at
 * a time; any may close it, which ends a read. Interrupting a thread that uses it has no effect on
 * the connection, and the thread stays interrupted.
 */
interface Transport extends AutoCloseable {
  /**
   * Reads at least one byte, at most what the buffer has room for.
   *
   * @throws java.io.EOFException if the server has closed the connection
   * @throws java.net.SocketTimeoutException if nothing comes in time
   */
  void read(ByteBuffer dst, Deadline deadline) throws IOException;

  /** Writes all of a buffer. */
  void write(ByteBuffer src, Deadline deadline) throws IOException;

  /**
   * The same connection, encrypted from here on; the server is who the address says, by the trust
   * settings of the virtual machine.
   *
   * @throws IOException if that cannot be
   */
  Transport encrypted(Deadline deadline) throws IOException;

  @Override
  void close();

  /** Connects to the server of an address. */
  static Transport connect(NbdAddress address, Deadline deadline) throws IOException {
    return address.socket() == null
        ? TcpTransport.connect(address, deadline)
        : UnixTransport.connect(address.socket(), deadline);
  }
}
