package io.btrsend.engine.image.qemu;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The header of a VDI image, numbers in little-endian byte order.
 *
 * <pre>
 *  offset  size  field
 *      64     4  signature
 *      76     4  type: 1 dynamic, 2 fixed, 3 undo, 4 differencing
 *     424    16  UUID of the image that this one is linked to
 *     440    16  UUID of its parent
 * </pre>
 *
 * Source: VirtualBox forum, "All about VDIs".
 */
final class VdiImage {
  private static final int TYPE = 76;
  private static final int DYNAMIC = 1;
  private static final int FIXED = 2;
  private static final int LINK = 424;
  private static final int LINKS_END = 456;

  private VdiImage() {}

  static void requireSelfContained(Structure file) {
    ByteBuffer header = file.read(0, LINKS_END, ByteOrder.LITTLE_ENDIAN);
    int type = header.getInt(TYPE);
    boolean linked = false;
    for (int at = LINK; at < LINKS_END; at += Long.BYTES) {
      linked |= header.getLong(at) != 0;
    }
    if (linked || (type != DYNAMIC && type != FIXED)) {
      throw file.refusal("is a VDI image that holds only the difference to another one");
    }
  }
}
