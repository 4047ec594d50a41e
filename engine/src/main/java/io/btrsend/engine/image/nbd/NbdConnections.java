package io.btrsend.engine.image.nbd;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The connections to one export: one at first, more when all have something to do and the server
 * allows it, another in place of one that is lost. Thread-safe.
 */
final class NbdConnections implements AutoCloseable {
  private static final int MAX = 4;

  private final NbdAddress address;
  private final NbdTimeouts timeouts;
  private final NbdExport export;

  /** Guarded by itself. */
  private final List<NbdConnection> open = new ArrayList<>();

  /** Held while a connection is made. */
  private final ReentrantLock connecting = new ReentrantLock();

  private volatile int most;
  private volatile boolean closed;

  private NbdConnections(NbdAddress address, NbdTimeouts timeouts, NbdConnection first) {
    this.address = address;
    this.timeouts = timeouts;
    this.export = first.export();
    this.most = export.manyConnections() ? MAX : 1;
    open.add(first);
  }

  static NbdConnections open(NbdAddress address, NbdTimeouts timeouts) throws IOException {
    Deadline deadline = Deadline.after(timeouts.connecting());
    return new NbdConnections(address, timeouts, NbdConnection.open(address, timeouts, deadline));
  }

  NbdExport export() {
    return export;
  }

  /**
   * The connection for the next request: the one with the least to do.
   *
   * @param giveUp when it is too late to connect
   * @throws NbdProtocolException if the server is no longer what it was
   * @throws IOException if there is no connection to be had
   */
  NbdConnection next(Deadline giveUp) throws IOException {
    NbdConnection best = leastLoaded();
    if (best == null) {
      return replace(giveUp);
    }
    if (best.load() == 0 || count() >= most || !connecting.tryLock()) {
      return best;
    }
    try {
      return count() < most ? another(best) : best;
    } finally {
      connecting.unlock();
    }
  }

  private NbdConnection leastLoaded() {
    synchronized (open) {
      open.removeIf(connection -> !connection.isUsable());
      NbdConnection best = null;
      int least = Integer.MAX_VALUE;
      for (NbdConnection connection : open) {
        int load = connection.load();
        if (load < least) {
          least = load;
          best = connection;
        }
      }
      return best;
    }
  }

  private int count() {
    synchronized (open) {
      return open.size();
    }
  }

  /** One more connection; without one the others have to do. */
  private NbdConnection another(NbdConnection best) {
    try {
      return connect(Deadline.after(timeouts.connecting().dividedBy(10)));
    } catch (IOException e) {
      most = Math.max(1, count());
      return best;
    }
  }

  private NbdConnection replace(Deadline giveUp) throws IOException {
    connecting.lock();
    try {
      NbdConnection other = leastLoaded();
      return other != null
          ? other
          : connect(Deadline.earlier(giveUp, Deadline.after(timeouts.connecting())));
    } finally {
      connecting.unlock();
    }
  }

  private NbdConnection connect(Deadline deadline) throws IOException {
    NbdConnection connection = NbdConnection.open(address, timeouts, deadline);
    if (!connection.export().isSameAs(export)) {
      connection.close();
      throw new NbdProtocolException(
          "the export is another one since the connection was lost: "
              + connection.export().size()
              + " bytes instead of "
              + export.size());
    }
    synchronized (open) {
      if (closed) {
        connection.close();
        throw new IOException("closed");
      }
      open.add(connection);
    }
    return connection;
  }

  @Override
  public void close() {
    synchronized (open) {
      closed = true;
      open.forEach(NbdConnection::close);
      open.clear();
    }
  }
}
