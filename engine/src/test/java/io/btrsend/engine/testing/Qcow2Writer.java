package io.btrsend.engine.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Writes the plainest qcow2 image of a raw one; clusters that are all zeros are left out. */
public final class Qcow2Writer {
  private static final int CLUSTER = 64 << 10;
  private static final int ENTRIES = CLUSTER / Long.BYTES;

  private Qcow2Writer() {}

  /** Writes the image; its L1 table fits in one cluster. */
  public static Path write(Path raw, Path image) throws IOException {
    try (FileChannel in = FileChannel.open(raw, StandardOpenOption.READ);
        FileChannel out =
            FileChannel.open(image, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      long clusters = (in.size() + CLUSTER - 1) / CLUSTER;
      int tables = (int) ((clusters + ENTRIES - 1) / ENTRIES);
      ByteBuffer header = ByteBuffer.allocate(CLUSTER);
      header.putInt(0, 0x514649fb).putInt(4, 3).putInt(20, 16).putLong(24, in.size());
      header.putInt(36, tables).putLong(40, CLUSTER).putInt(96, 4).putInt(100, 104);
      out.write(header, 0);
      long end = 2L * CLUSTER;
      ByteBuffer l1 = ByteBuffer.allocate(CLUSTER);
      for (int table = 0; table < tables; table++) {
        l1.putLong(end);
        ByteBuffer l2 = ByteBuffer.allocate(CLUSTER);
        long l2At = end;
        end += CLUSTER;
        for (int i = 0; i < ENTRIES; i++) {
          ByteBuffer cluster = ByteBuffer.allocate(CLUSTER);
          boolean used = in.read(cluster, ((long) table * ENTRIES + i) * CLUSTER) > 0;
          if (used && cluster.clear().mismatch(ByteBuffer.allocate(CLUSTER)) >= 0) {
            l2.putLong(i * Long.BYTES, end);
            out.write(cluster, end);
            end += CLUSTER;
          }
        }
        out.write(l2, l2At);
      }
      out.write(l1.clear(), CLUSTER);
    }
    return image;
  }
}
