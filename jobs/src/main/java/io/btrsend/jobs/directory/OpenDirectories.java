package io.btrsend.jobs.directory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** Handles of the directories below one that were used last, by their paths. For one thread. */
public final class OpenDirectories implements AutoCloseable {
  private static final int MAX_OPEN = 32;

  private final DirectoryHandle top;
  private final LinkedHashMap<ByteBuffer, DirectoryHandle> byPath =
      new LinkedHashMap<>(MAX_OPEN, 0.75f, true);

  /**
   * @param top closed with this
   */
  public OpenDirectories(DirectoryHandle top) {
    this.top = top;
  }

  /** A directory, open until others have taken its place. */
  public DirectoryHandle get(byte[] path) throws IOException {
    if (path.length == 0) {
      return top;
    }
    ByteBuffer key = ByteBuffer.wrap(path);
    DirectoryHandle known = byPath.get(key);
    if (known != null) {
      return known;
    }
    DirectoryHandle opened = top.open(path);
    byPath.put(key, opened);
    if (byPath.size() > MAX_OPEN) {
      Iterator<DirectoryHandle> oldest = byPath.values().iterator();
      oldest.next().close();
      oldest.remove();
    }
    return opened;
  }

  /** The path leads elsewhere from now on, or nowhere. */
  public void forget(byte[] path) {
    Iterator<Map.Entry<ByteBuffer, DirectoryHandle>> all = byPath.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<ByteBuffer, DirectoryHandle> entry = all.next();
      if (isAtOrBelow(entry.getKey().array(), path)) {
        entry.getValue().close();
        all.remove();
      }
    }
  }

  private static boolean isAtOrBelow(byte[] path, byte[] directory) {
    if (path.length < directory.length
        || (path.length > directory.length && path[directory.length] != '/')) {
      return false;
    }
    for (int i = 0; i < directory.length; i++) {
      if (path[i] != directory[i]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() {
    byPath.values().forEach(DirectoryHandle::close);
    byPath.clear();
    top.close();
  }
}
