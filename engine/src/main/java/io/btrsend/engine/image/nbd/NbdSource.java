package io.btrsend.engine.image.nbd;

import io.btrsend.engine.ImageAccessException;
import io.btrsend.engine.image.ByteSource;
import io.btrsend.engine.image.Layer;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An export of an NBD server. A long read is several requests, on their way at the same time; a
 * connection that is lost is made anew, within limits, and what was on its way is asked for again.
 * When the limits are passed, or the server breaks the protocol, this read and all later ones fail
 * at once. Thread-safe.
 */
public final class NbdSource implements ByteSource {
  /** What addresses look like. */
  public static final String FORMS = NbdAddress.FORMS;

  /** A longer read is split, so that the server reads one part while it sends another. */
  private static final int LONGEST_REQUEST = 256 << 10;

  /** Requests that one read has on their way. */
  private static final int MAX_ON_THEIR_WAY = 16;

  private final NbdAddress address;
  private final NbdTimeouts timeouts;
  private final NbdConnections connections;
  private final NbdExport export;
  private final int longest;
  private final AtomicLong lastReply = new AtomicLong(System.nanoTime());

  /** Why nothing more can be read, null if it can. */
  private volatile String dead;

  private NbdSource(NbdAddress address, NbdTimeouts timeouts, NbdConnections connections) {
    this.address = address;
    this.timeouts = timeouts;
    this.connections = connections;
    this.export = connections.export();
    this.longest = Math.max(export.alignment(), Math.min(export.largest(), LONGEST_REQUEST));
  }

  /** Whether this is the place to open an address. */
  public static boolean knows(String address) {
    return NbdAddress.isOne(address);
  }

  /**
   * Opens an export.
   *
   * @param address {@code nbd://HOST[:PORT]/EXPORT}, {@code nbds://HOST[:PORT]/EXPORT} or {@code
   *     nbd+unix:///EXPORT?socket=PATH}
   * @throws ImageAccessException if the server cannot be reached, or has no such export
   */
  public static NbdSource open(String address) {
    return open(address, NbdTimeouts.DEFAULT);
  }

  /**
   * Opens the export without a name that is served on a Unix socket.
   *
   * @param name of the source
   * @throws ImageAccessException if the server cannot be reached, or has no such export
   */
  public static NbdSource open(String name, Path socket) {
    return open(new NbdAddress(name, null, -1, socket, "", false), NbdTimeouts.DEFAULT);
  }

  static NbdSource open(String address, NbdTimeouts timeouts) {
    return open(NbdAddress.parse(address), timeouts);
  }

  private static NbdSource open(NbdAddress address, NbdTimeouts timeouts) {
    try {
      return new NbdSource(address, timeouts, NbdConnections.open(address, timeouts));
    } catch (IOException e) {
      throw new ImageAccessException(address + ": cannot be opened: " + reason(e), e);
    }
  }

  @Override
  public String name() {
    return address.text();
  }

  @Override
  public long size() {
    return export.size();
  }

  @Override
  public List<Layer> layers() {
    return List.of(Layer.ofExport(name(), size()));
  }

  @Override
  public void read(long position, ByteBuffer dst) {
    requireInside(position, dst.remaining());
    int mask = export.alignment() - 1;
    long end = position + dst.remaining();
    boolean aligned = (position & mask) == 0 && ((end & mask) == 0 || end == size());
    if (aligned) {
      int start = dst.position();
      transfer(position, dst.slice(start, dst.remaining()));
      dst.position(dst.limit());
    } else {
      readWithin(position, dst);
    }
  }

  /** Reads what does not begin and end where requests do, part by part through a buffer. */
  private void readWithin(long position, ByteBuffer dst) {
    int mask = export.alignment() - 1;
    int limit = dst.limit();
    long at = position;
    while (dst.hasRemaining()) {
      long from = at & ~(long) mask;
      long wanted = Math.min(size(), (at + dst.remaining() + mask) & ~(long) mask);
      ByteBuffer part = ByteBuffer.allocateDirect((int) Math.min(longest, wanted - from));
      transfer(from, part);
      part.clear().position((int) (at - from));
      part.limit((int) Math.min(part.limit(), part.position() + (long) dst.remaining()));
      at += part.remaining();
      dst.put(part);
    }
    dst.limit(limit);
  }

  /** Fills a buffer from its beginning to its limit. */
  private void transfer(long position, ByteBuffer dst) {
    Patience patience = new Patience(timeouts, lastReply);
    ArrayDeque<NbdRequest> onTheirWay = new ArrayDeque<>();
    int asked = 0;
    NbdRequest current = null;
    try {
      while (asked < dst.limit() || !onTheirWay.isEmpty()) {
        while (asked < dst.limit() && onTheirWay.size() < MAX_ON_THEIR_WAY) {
          int length = Math.min(longest, dst.limit() - asked);
          current = new NbdRequest(position + asked, dst.slice(asked, length));
          send(current, patience);
          onTheirWay.add(current);
          asked += length;
        }
        current = onTheirWay.remove();
        finish(current, patience);
      }
    } catch (NbdErrorException e) {
      throw unreadable(current, e);
    } catch (IOException e) {
      dead = reason(e);
      throw unreadable(current, e);
    } finally {
      onTheirWay.forEach(request -> settle(request, patience));
    }
  }

  private void send(NbdRequest request, Patience patience) throws IOException {
    while (true) {
      requireAlive();
      try {
        connections.next(patience.end()).send(request);
        return;
      } catch (NbdProtocolException e) {
        throw e;
      } catch (IOException e) {
        patience.failed(e);
      }
    }
  }

  private void finish(NbdRequest request, Patience patience) throws IOException {
    while (true) {
      try {
        request.connection.await(request, patience.end());
        lastReply.set(System.nanoTime());
        return;
      } catch (NbdProtocolException e) {
        throw e;
      } catch (NbdErrorException e) {
        if (!e.isShutdown()) {
          lastReply.set(System.nanoTime());
          throw e;
        }
        patience.failed(e);
      } catch (IOException e) {
        patience.failed(e);
      }
      send(request, patience);
    }
  }

  /** The read has failed: no more is made of its other requests than that they end. */
  private static void settle(NbdRequest request, Patience patience) {
    try {
      request.connection.await(request, patience.end());
    } catch (IOException e) {
      // The read fails for the reason that was there first.
      return;
    }
  }

  private void requireAlive() throws IOException {
    String cause = dead;
    if (cause != null) {
      throw new NbdProtocolException(cause);
    }
  }

  private ImageAccessException unreadable(NbdRequest request, IOException cause) {
    return new ImageAccessException(
        address + ": cannot be read at byte " + request.offset() + ": " + reason(cause), cause);
  }

  private static String reason(IOException e) {
    if (e instanceof SocketTimeoutException) {
      return "the server does not answer";
    }
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : oneLine(message);
  }

  /** Part of it may come from the server. */
  private static String oneLine(String message) {
    StringBuilder line = new StringBuilder();
    message.codePoints().forEach(c -> line.appendCodePoint(Character.isISOControl(c) ? '?' : c));
    return line.toString();
  }

  @Override
  public void close() {
    connections.close();
  }

  @Override
  public String toString() {
    return name();
  }
}
