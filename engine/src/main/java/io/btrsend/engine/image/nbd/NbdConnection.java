package io.btrsend.engine.image.nbd;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A connection to an export, with any number of requests on their way. Of the threads that wait for
 * replies, one receives them, for all; when it has its own, another takes over. So a thread that is
 * alone waits for nobody but the server. Thread-safe.
 *
 * <pre>
 *   request           4 magic, 2 flags, 2 type, 8 cookie, 8 offset, 4 length
 *   simple reply      4 magic, 4 error, 8 cookie; then what was asked for unless there is an error
 *   structured reply  4 magic, 2 flags: 1 the last chunk, 2 type, 8 cookie, 4 length
 *     0 nothing       no data
 *     1 data          8 offset, data
 *     2 hole          8 offset, 4 length of zeros
 *     32769 error     4 error, 2 length, text
 *     32770 error     the same, 8 offset
 * </pre>
 *
 * <p>Source: The NBD protocol, "Transmission", "Structured reply types".
 */
final class NbdConnection implements AutoCloseable {
  private static final int REQUEST_MAGIC = 0x25609513;
  private static final int REQUEST_LENGTH = 28;
  private static final int SIMPLE_MAGIC = 0x67446698;
  private static final int STRUCTURED_MAGIC = 0x668e33ef;
  private static final int COMMON_HEAD = 16;
  private static final int STRUCTURED_HEAD = 20;

  private static final short READ = 0;
  private static final short DISCONNECT = 2;

  private static final int DONE = 1;
  private static final int NOTHING = 0;
  private static final int DATA = 1;
  private static final int HOLE = 2;
  private static final int ERROR = 1 << 15;
  private static final int ERROR_HEAD = Integer.BYTES + Short.BYTES;
  private static final int MAX_ERROR = 4096;

  private final NbdExport export;
  private final NbdTimeouts timeouts;
  private final Transport transport;
  private final NbdInput in;

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Long, NbdRequest> pending = new HashMap<>();
  private long nextCookie;

  /** Whether a thread receives now. */
  private boolean receiving;

  /** Why it can no longer be used, null if it can. */
  private IOException failure;

  /** When the server last finished something, or had nothing to do. */
  private long lastReply;

  private NbdConnection(NbdHandshake handshake, NbdExport export, NbdTimeouts timeouts) {
    this.export = export;
    this.timeouts = timeouts;
    this.transport = handshake.transport();
    this.in = handshake.input();
  }

  /** Connects and agrees on the export. */
  static NbdConnection open(NbdAddress address, NbdTimeouts timeouts, Deadline deadline)
      throws IOException {
    Transport transport = Transport.connect(address, deadline);
    try {
      NbdHandshake handshake = new NbdHandshake(address, transport, deadline);
      NbdExport export = handshake.run();
      return new NbdConnection(handshake, export, timeouts);
    } catch (IOException e) {
      transport.close();
      throw e;
    }
  }

  NbdExport export() {
    return export;
  }

  boolean isUsable() {
    lock.lock();
    try {
      return failure == null;
    } finally {
      lock.unlock();
    }
  }

  /** Requests on their way. */
  int load() {
    lock.lock();
    try {
      return pending.size();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Sends a request; {@link #await} must follow.
   *
   * @throws IOException if the connection is lost
   */
  void send(NbdRequest request) throws IOException {
    lock.lock();
    try {
      if (failure != null) {
        throw failure;
      }
      if (pending.isEmpty()) {
        lastReply = System.nanoTime();
      }
      request.reset(this, lock.newCondition());
      long cookie = nextCookie++;
      try {
        write(READ, cookie, request.offset(), request.length());
      } catch (IOException e) {
        lose(e);
        throw e;
      }
      pending.put(cookie, request);
    } finally {
      lock.unlock();
    }
  }

  private void write(short type, long cookie, long offset, int length) throws IOException {
    ByteBuffer message = ByteBuffer.allocate(REQUEST_LENGTH);
    message.putInt(REQUEST_MAGIC).putShort((short) 0).putShort(type);
    message.putLong(cookie).putLong(offset).putInt(length).flip();
    transport.write(message, Deadline.after(timeouts.reply()));
  }

  /**
   * Returns when a request is done, one way or the other; nobody uses its buffer any more.
   *
   * @param giveUp when the connection counts as lost at the latest
   * @throws NbdErrorException if the server has an error for it
   * @throws NbdProtocolException if the server breaks the protocol
   * @throws IOException if the connection is lost
   */
  void await(NbdRequest request, Deadline giveUp) throws IOException {
    lock.lock();
    try {
      while (!request.done) {
        if (receiving) {
          request.waiting = true;
          request.finished.awaitUninterruptibly();
          request.waiting = false;
        } else {
          receiveOne(giveUp);
        }
      }
      if (!receiving) {
        appointReceiver();
      }
      if (request.failure != null) {
        throw request.failure;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Receives one message, with the lock released meanwhile. */
  private void receiveOne(Deadline giveUp) {
    Deadline patience = new Deadline(lastReply + timeouts.reply().toNanos());
    receiving = true;
    lock.unlock();
    IOException lost = new IOException("receiving was cut short");
    try {
      receive(Deadline.earlier(patience, giveUp));
      lost = null;
    } catch (IOException e) {
      lost = e;
    } finally {
      lock.lock();
      receiving = false;
      if (lost != null) {
        lose(lost);
      } else if (failure != null) {
        failAll();
      }
    }
  }

  private void receive(Deadline deadline) throws IOException {
    ByteBuffer head = in.next(COMMON_HEAD, deadline);
    int magic = head.getInt();
    if (magic == SIMPLE_MAGIC) {
      int error = head.getInt();
      long cookie = head.getLong();
      NbdRequest request = pending(cookie);
      if (error == 0) {
        in.read(request.whole(), deadline);
      } else {
        request.failure = new NbdErrorException(error, "");
      }
      finish(cookie, request);
    } else if (magic == STRUCTURED_MAGIC && export.structured()) {
      int flags = head.getShort();
      int type = head.getShort() & 0xffff;
      long cookie = head.getLong();
      int length = in.next(STRUCTURED_HEAD - COMMON_HEAD, deadline).getInt();
      NbdRequest request = pending(cookie);
      receiveChunk(request, type, length, deadline);
      if ((flags & DONE) != 0) {
        request.requireWhole();
        finish(cookie, request);
      }
    } else {
      throw NbdProtocolException.broken(String.format("a reply that begins with 0x%08x", magic));
    }
  }

  private void receiveChunk(NbdRequest request, int type, int length, Deadline deadline)
      throws IOException {
    if (type == NOTHING && length == 0) {
      return;
    }
    if (type == DATA && length > Long.BYTES) {
      long offset = in.next(Long.BYTES, deadline).getLong();
      in.read(request.chunk(offset, length - Long.BYTES), deadline);
    } else if (type == HOLE && length == Long.BYTES + Integer.BYTES) {
      ByteBuffer hole = in.next(length, deadline);
      long offset = hole.getLong();
      request.hole(offset, Integer.toUnsignedLong(hole.getInt()));
    } else if ((type & ERROR) != 0 && length >= ERROR_HEAD && length <= MAX_ERROR) {
      request.failure = error(length, deadline);
    } else {
      throw NbdProtocolException.broken(
          "a chunk of type " + type + " and " + Integer.toUnsignedString(length) + " bytes");
    }
  }

  private NbdErrorException error(int length, Deadline deadline) throws IOException {
    byte[] bytes = new byte[length];
    in.next(length, deadline).get(bytes);
    ByteBuffer data = ByteBuffer.wrap(bytes);
    int error = data.getInt();
    int textLength = data.getShort() & 0xffff;
    if (error == 0 || textLength > data.remaining()) {
      throw NbdProtocolException.broken("a malformed error");
    }
    return new NbdErrorException(
        error, new String(bytes, ERROR_HEAD, textLength, StandardCharsets.UTF_8));
  }

  private NbdRequest pending(long cookie) throws NbdProtocolException {
    lock.lock();
    try {
      NbdRequest request = pending.get(cookie);
      if (request == null) {
        throw NbdProtocolException.broken("a reply to no request");
      }
      return request;
    } finally {
      lock.unlock();
    }
  }

  private void finish(long cookie, NbdRequest request) {
    lock.lock();
    try {
      pending.remove(cookie);
      lastReply = System.nanoTime();
      request.done = true;
      request.finished.signal();
    } finally {
      lock.unlock();
    }
  }

  /** The thread that received has all it wants; another one that waits goes on. */
  private void appointReceiver() {
    for (NbdRequest request : pending.values()) {
      if (request.waiting) {
        request.finished.signal();
        return;
      }
    }
  }

  /** Gives the connection up. The thread that receives notices, and fails what is pending. */
  private void lose(IOException cause) {
    try {
      if (failure == null) {
        failure = cause;
        transport.close();
      }
    } finally {
      if (!receiving) {
        failAll();
      }
    }
  }

  private void failAll() {
    List<NbdRequest> requests = new ArrayList<>(pending.values());
    pending.clear();
    for (NbdRequest request : requests) {
      request.failure = failure;
      request.done = true;
      request.finished.signal();
    }
  }

  /** Tells the server, if it still listens, and closes the connection. */
  @Override
  public void close() {
    lock.lock();
    try {
      if (failure == null) {
        write(DISCONNECT, nextCookie++, 0, 0);
        lose(new IOException("the connection was closed"));
      }
    } catch (IOException e) {
      // A server that is gone need not be told that we go.
      lose(e);
    } finally {
      lock.unlock();
    }
  }
}
