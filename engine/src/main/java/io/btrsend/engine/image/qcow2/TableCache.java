package io.btrsend.engine.image.qcow2;

import io.btrsend.engine.image.ByteSource;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Entries of L1 and L2 tables, read in pages of {@value #PAGE_LENGTH} bytes, the last ones of which
 * are kept: one for each remainder of a page's number, at most {@value #SLOTS} for a whole backing
 * chain. With clusters of 64 KiB a page maps 32 MiB. Two threads that miss a page at the same time
 * both read it. Thread-safe.
 */
final class TableCache {
  private static final int PAGE_BITS = 12;
  private static final int PAGE_LENGTH = 1 << PAGE_BITS;
  private static final int SLOTS = 1024;

  private record Page(ByteSource file, long number, long[] entries) {}

  private final AtomicReferenceArray<Page> pages = new AtomicReferenceArray<>(SLOTS);

  /**
   * The entry at an offset.
   *
   * @param offset in the file; a multiple of 8
   * @throws io.btrsend.engine.ImageAccessException if it lies beyond the end or cannot be read
   */
  long entry(ByteSource file, long offset) {
    long number = offset >>> PAGE_BITS;
    int slot = (int) (number ^ System.identityHashCode(file)) & SLOTS - 1;
    Page page = pages.get(slot);
    if (page == null || page.number != number || page.file != file) {
      file.requireInside(offset, Long.BYTES);
      page = new Page(file, number, load(file, number << PAGE_BITS));
      pages.set(slot, page);
    }
    int index = (int) (offset & PAGE_LENGTH - 1) / Long.BYTES;
    if (index >= page.entries.length) {
      file.requireInside(offset, Long.BYTES);
    }
    return page.entries[index];
  }

  /** The whole entries of a page; fewer at the end of the file. */
  private static long[] load(ByteSource file, long start) {
    int length = (int) Math.min(PAGE_LENGTH, file.size() - start) & -Long.BYTES;
    ByteBuffer bytes = ByteBuffer.allocate(length);
    file.read(start, bytes);
    long[] entries = new long[length / Long.BYTES];
    bytes.flip().asLongBuffer().get(entries);
    return entries;
  }
}
