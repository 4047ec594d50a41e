package io.btrsend.cli;

import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/**
 * The small filesystem that ships inside the program: made by a kernel, with two snapshots whose
 * names are here.
 */
final class DemoImage {
  static final String FIRST_SNAPSHOT = "snapshots/monday";
  static final String SECOND_SNAPSHOT = "snapshots/tuesday";

  private static final String RESOURCE = "demo.img.zst";
  private static final int BLOCK = 4096;

  private DemoImage() {}

  /** Unpacks the image to an empty file; empty blocks take no space. */
  static void unpack(FileChannel out) throws IOException {
    byte[] block = new byte[BLOCK];
    byte[] zeros = new byte[BLOCK];
    try (InputStream packed = DemoImage.class.getResourceAsStream(RESOURCE);
        InputStream image = new ZstdInputStream(packed)) {
      long position = 0;
      int length = image.readNBytes(block, 0, BLOCK);
      while (length > 0) {
        boolean last = length < BLOCK;
        if (last || !Arrays.equals(block, zeros)) {
          out.write(ByteBuffer.wrap(block, 0, length), position);
        }
        position += length;
        length = image.readNBytes(block, 0, BLOCK);
      }
      if (out.size() < position) {
        out.write(ByteBuffer.allocate(1), position - 1);
      }
    }
  }
}
