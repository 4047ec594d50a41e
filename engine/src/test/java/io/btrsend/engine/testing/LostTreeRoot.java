package io.btrsend.engine.testing;

import com.github.luben.zstd.ZstdInputStream;
import io.btrsend.engine.format.ChecksumType;
import io.btrsend.engine.format.Superblock;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * A filesystem that the kernel made and of which both copies of the block at the root of the root
 * tree were destroyed afterwards. It has one device, CRC-32C checksums and nodes of 16 KiB; its
 * last commit is 9, and the superblock records 8, 7 and 6 too.
 */
public final class LostTreeRoot {
  /** The root tree of the last commit that is left. */
  public static final long COMPLETE_ROOT = 30769152;

  /** The read-only snapshot that the kernel sent before the damage. */
  public static final String SNAPSHOT = "p1";

  private static final int BACKUP_ROOTS_LENGTH = 4 * 168;
  private static final int PIECE = 64 << 10;

  private LostTreeRoot() {}

  private static InputStream resource(String name) throws IOException {
    InputStream in = LostTreeRoot.class.getResourceAsStream("/roots/" + name);
    if (in == null) {
      throw new FileNotFoundException("no resource /roots/" + name);
    }
    return new ZstdInputStream(in);
  }

  /** Writes the image to a new file, sparsely. */
  public static Path unpack(Path target) throws IOException {
    return unpack(target, 0);
  }

  /** The same from a byte of the new file on. */
  public static Path unpack(Path target, long start) throws IOException {
    byte[] zeros = new byte[PIECE];
    try (InputStream in = resource("tree-root-lost.zst");
        FileChannel out =
            FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      long at = start;
      for (byte[] piece = in.readNBytes(PIECE); piece.length > 0; piece = in.readNBytes(PIECE)) {

        if (!Arrays.equals(piece, zeros)) {
          out.write(ByteBuffer.wrap(piece), at);
        }
        at += piece.length;
      }
      if (out.size() < at) {
        out.write(ByteBuffer.allocate(1), at - 1);
      }
    }
    return target;
  }

  /** What the kernel sent of the {@link #SNAPSHOT}, protocol 1. */
  public static byte[] kernelStream() throws IOException {
    try (InputStream in = resource("tree-root-lost.stream.zst")) {
      return in.readAllBytes();
    }
  }

  /** Takes the backup roots out of both superblocks of an image. */
  public static void forgetBackupRoots(Path image) throws IOException {
    try (FileChannel file =
        FileChannel.open(image, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      for (int copy = 0; copy < 2; copy++) {
        ByteBuffer bytes = ByteBuffer.allocate(Superblock.LENGTH);
        file.read(bytes, Superblock.copyOffset(copy));
        int start = Superblock.backupRootStart(0);
        Arrays.fill(bytes.array(), start, start + BACKUP_ROOTS_LENGTH, (byte) 0);
        seal(bytes.array());
        file.write(bytes.flip(), Superblock.copyOffset(copy));
      }
    }
  }

  private static void seal(byte[] superblock) {
    CRC32C crc = new CRC32C();
    int from = ChecksumType.FIELD_LENGTH;
    crc.update(superblock, from, superblock.length - from);
    for (int i = 0; i < Integer.BYTES; i++) {
      superblock[i] = (byte) (crc.getValue() >>> (8 * i));
    }
  }
}
