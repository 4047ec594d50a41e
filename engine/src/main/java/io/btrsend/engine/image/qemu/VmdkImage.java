package io.btrsend.engine.image.qemu;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header of a sparse VMDK extent, numbers in little-endian byte order.
 *
 * <pre>
 *  offset  size  field
 *       0     4  magic "KDMV"
 *      12     8  capacity, sectors; 0: the descriptor names the extents
 *      28     8  offset of the embedded descriptor, sectors
 *      36     8  size of the embedded descriptor, sectors
 *      56     8  offset of the grain directory; -1: it is in a copy of the header, the footer,
 *                1,024 bytes before the end of the file
 * </pre>
 *
 * Source: VMware, Virtual Disk Format 1.1, "Hosted Sparse Extents" and "Stream-Optimized Compressed
 * Sparse Extents".
 */
final class VmdkImage {
  private static final byte[] SPARSE = ForeignDisk.ascii("KDMV");
  private static final byte[] OLD_SPARSE = ForeignDisk.ascii("COWD");
  private static final byte[] DESCRIPTOR = ForeignDisk.ascii("# Disk DescriptorFile");

  private static final int HEADER_SIZE = 512;
  private static final int CAPACITY = 12;
  private static final int DESCRIPTOR_OFFSET = 28;
  private static final int DESCRIPTOR_SIZE = 36;
  private static final int DIRECTORY_OFFSET = 56;
  private static final long IN_FOOTER = -1;
  private static final int FOOTER_FROM_END = 1024;

  private static final int SECTOR = 512;

  /** Bytes that are looked at even if the descriptor is said to be shorter. */
  private static final int LEAST_DESCRIPTOR = 20 * SECTOR;

  private static final int MOST_DESCRIPTOR = 1 << 20;

  private static final Pattern PARENT =
      Pattern.compile(
          "parentFileNameHint|parentCID\\s*=\\s*(?!ffffffff\\b)", Pattern.CASE_INSENSITIVE);

  private VmdkImage() {}

  /** Whether a file is a VMDK image, or a part of one. */
  static boolean isAt(Structure file) {
    return file.has(0, SPARSE) || file.has(0, OLD_SPARSE) || file.has(0, DESCRIPTOR);
  }

  static void requireSelfContained(Structure file) {
    if (file.has(0, DESCRIPTOR)) {
      throw file.refusal("is the descriptor of a VMDK image, whose data is in other files");
    }
    if (file.has(0, OLD_SPARSE)) {
      throw file.refusal("is an extent of an old VMDK image (COWD)");
    }
    ByteBuffer header = file.read(0, HEADER_SIZE, ByteOrder.LITTLE_ENDIAN);
    requireWithoutReferences(file, header);
    if (header.getLong(DIRECTORY_OFFSET) == IN_FOOTER) {
      long at = file.file().size() - FOOTER_FROM_END;
      if (!file.has(at, SPARSE)) {
        throw file.refusal("is a VMDK image whose footer is missing: is the file complete?");
      }
      requireWithoutReferences(file, file.read(at, HEADER_SIZE, ByteOrder.LITTLE_ENDIAN));
    }
  }

  private static void requireWithoutReferences(Structure file, ByteBuffer header) {
    if (header.getLong(CAPACITY) == 0) {
      throw file.refusal("is a VMDK image whose data is in other files");
    }
    long sectors = header.getLong(DESCRIPTOR_OFFSET);
    long size = header.getLong(DESCRIPTOR_SIZE);
    if (sectors < 0
        || sectors > file.file().size() / SECTOR
        || size < 0
        || size > MOST_DESCRIPTOR / SECTOR) {
      throw file.refusal("is a VMDK image with a descriptor where none can be");
    }
    int length = Math.max(LEAST_DESCRIPTOR, (int) size * SECTOR);
    ByteBuffer bytes = file.readUpTo(sectors * SECTOR, length, ByteOrder.LITTLE_ENDIAN);
    Matcher parent = PARENT.matcher(StandardCharsets.ISO_8859_1.decode(bytes));
    if (parent.find()) {
      throw file.refusal("is a VMDK image that holds only the difference to another one");
    }
  }
}
