package io.btrsend.engine.image.qemu;

import java.nio.ByteOrder;

/**
 * The footer of a VPC (VHD) image, 512 bytes at the end of the file with a copy at its beginning;
 * numbers in big-endian byte order. Old footers have 511 bytes.
 *
 * <pre>
 *  offset  size  field
 *       0     8  cookie "conectix"
 *      60     4  disk type: 2 fixed, 3 dynamic, 4 differencing
 * </pre>
 *
 * Source: Microsoft, Virtual Hard Disk Image Format Specification 1.0.
 */
final class VpcImage {
  private static final byte[] COOKIE = ForeignDisk.ascii("conectix");
  private static final int FOOTER_SIZE = 512;
  private static final int OLD_FOOTER_SIZE = 511;
  private static final int TYPE = 60;
  private static final int FIXED = 2;
  private static final int DYNAMIC = 3;

  private VpcImage() {}

  static void requireSelfContained(Structure file) {
    long size = file.file().size();
    requireSelfContained(file, 0);
    requireSelfContained(file, size - FOOTER_SIZE);
    requireSelfContained(file, size - OLD_FOOTER_SIZE);
  }

  private static void requireSelfContained(Structure file, long at) {
    if (!file.has(at, COOKIE)) {
      return;
    }
    int type = file.read(at + TYPE, Integer.BYTES, ByteOrder.BIG_ENDIAN).getInt(0);
    if (type != FIXED && type != DYNAMIC) {
      throw file.refusal("is a VPC (VHD) image that holds only the difference to another one");
    }
  }
}
