package io.btrsend.engine.image.nbd;

/**
 * What a server says about an export.
 *
 * @param size bytes
 * @param manyConnections whether several connections see the same
 * @param structured whether replies come in chunks
 * @param alignment requests start and end at multiples of this, bytes; a power of two
 * @param largest longest request, bytes; a multiple of the alignment
 */
record NbdExport(
    long size, boolean manyConnections, boolean structured, int alignment, int largest) {

  boolean isSameAs(NbdExport other) {
    return size == other.size && alignment == other.alignment && largest == other.largest;
  }
}
