package io.btrsend.engine.filesystem;

import io.btrsend.engine.ahead.ReadAheadLimits;
import io.btrsend.engine.image.ImageAccess;
import java.time.Duration;

/**
 * Options for opening a filesystem.
 *
 * @param blockCacheBytes maximum size of the cache of tree blocks, bytes
 * @param slowBlockCacheBytes the same from the moment on that a device turns out to be slow
 * @param readAhead the bounds of reading ahead
 * @param imageAccess what btrsend may do to open the images
 * @param root the commit to open it at
 * @param mending what to do about damaged trees
 */
public record FilesystemOptions(
    long blockCacheBytes,
    long slowBlockCacheBytes,
    ReadAheadLimits readAhead,
    ImageAccess imageAccess,
    RootChoice root,
    Mending mending) {
  private static final long DEFAULT_BLOCK_CACHE_BYTES = 256L << 20;
  private static final ReadAheadLimits DEFAULT_READ_AHEAD =
      new ReadAheadLimits(64 << 20, 32, Duration.ofSeconds(30));

  public FilesystemOptions {
    if (blockCacheBytes < 1) {
      throw new IllegalArgumentException("blockCacheBytes " + blockCacheBytes);
    }
  }

  public FilesystemOptions(long blockCacheBytes) {
    this(
        blockCacheBytes,
        blockCacheBytes,
        DEFAULT_READ_AHEAD,
        ImageAccess.defaults(),
        RootChoice.CURRENT,
        Mending.NONE);
  }

  public static FilesystemOptions defaults() {
    return new FilesystemOptions(DEFAULT_BLOCK_CACHE_BYTES);
  }

  /** These options with other bounds of reading ahead. */
  public FilesystemOptions with(ReadAheadLimits limits) {
    return new FilesystemOptions(
        blockCacheBytes, slowBlockCacheBytes, limits, imageAccess, root, mending);
  }

  /** These options with another way to treat damage. */
  public FilesystemOptions with(Mending other) {
    return new FilesystemOptions(
        blockCacheBytes, slowBlockCacheBytes, readAhead, imageAccess, root, other);
  }

  /** These options with another root. */
  public FilesystemOptions with(RootChoice other) {
    return new FilesystemOptions(
        blockCacheBytes, slowBlockCacheBytes, readAhead, imageAccess, other, mending);
  }
}
