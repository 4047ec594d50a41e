package io.btrsend.engine.filesystem;

import io.btrsend.engine.image.ImageAccess;

/**
 * Options for opening a filesystem.
 *
 * @param blockCacheBytes maximum size of the cache of tree blocks, bytes
 * @param imageAccess what btrsend may do to open the images
 */
public record FilesystemOptions(long blockCacheBytes, ImageAccess imageAccess) {
  private static final long DEFAULT_BLOCK_CACHE_BYTES = 256L << 20;

  public FilesystemOptions {
    if (blockCacheBytes < 1) {
      throw new IllegalArgumentException("blockCacheBytes " + blockCacheBytes);
    }
  }

  public FilesystemOptions(long blockCacheBytes) {
    this(blockCacheBytes, ImageAccess.defaults());
  }

  public static FilesystemOptions defaults() {
    return new FilesystemOptions(DEFAULT_BLOCK_CACHE_BYTES);
  }
}
