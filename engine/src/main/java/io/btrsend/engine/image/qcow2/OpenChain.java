package io.btrsend.engine.image.qcow2;

import io.btrsend.engine.image.ByteSource;
import java.util.ArrayList;
import java.util.List;

/**
 * The files that were opened for one image, from the image itself to the last of its backing files,
 * and the caches that they share. Opened by one thread, then used by any.
 */
final class OpenChain implements AutoCloseable {
  private final List<ByteSource> files = new ArrayList<>();
  private final TableCache tables = new TableCache();
  private final CompressedClusters compressed = new CompressedClusters();

  /** Takes over a file, to be closed with the chain. */
  void add(ByteSource file) {
    files.add(file);
  }

  TableCache tables() {
    return tables;
  }

  CompressedClusters compressed() {
    return compressed;
  }

  /** Closes all files, and throws what the first failure was. */
  @Override
  public void close() {
    compressed.close();
    RuntimeException failure = null;
    for (ByteSource file : files) {
      try {
        file.close();
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
