package io.btrsend.engine.filesystem;

/**
 * How a filesystem is to be opened.
 *
 * @param blockCacheBytes bound of the cache of tree blocks, bytes
 */
public record FilesystemOptions(long blockCacheBytes) {
  private static final long DEFAULT_BLOCK_CACHE_BYTES = 256L << 20;

  public FilesystemOptions {
    if (blockCacheBytes < 1) {
      throw new IllegalArgumentException("blockCacheBytes " + blockCacheBytes);
    }
  }

  public static FilesystemOptions defaults() {
    return new FilesystemOptions(DEFAULT_BLOCK_CACHE_BYTES);
  }
}
