package io.btrsend.engine.extent;

import io.btrsend.bench.micro.BenchmarkImage;
import io.btrsend.engine.filesystem.FileExtent;
import io.btrsend.engine.filesystem.SubvolumeInfo;
import io.btrsend.engine.format.FileExtentItem;
import io.btrsend.engine.format.ItemType;
import io.btrsend.engine.format.MalformedDataException;
import io.btrsend.engine.tree.TreeCursor;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Decoding one extent of 128 KiB as the kernel compressed it; reading it is not measured. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Thread)
public class DecompressorBenchmark {
  /** The encodings by their numbers on disk. */
  public enum Encoding {
    ZLIB(FileExtentItem.ZLIB),
    LZO(FileExtentItem.LZO),
    ZSTD(FileExtentItem.ZSTD);

    private final int compression;

    Encoding(int compression) {
      this.compression = compression;
    }
  }

  @Param("full-compressed-text")
  String image;

  @Param Encoding encoding;

  private final ByteBuffer stored = ByteBuffer.allocateDirect(ExtentData.MAX_COMPRESSED);
  private final ByteBuffer decoded = ByteBuffer.allocateDirect(ExtentData.MAX_COMPRESSED);
  private int storedLength;
  private Decompressor decompressor;

  @Setup
  public void readStored() {
    try (BenchmarkImage opened = BenchmarkImage.open(image);
        ExtentReader reader = new ExtentReader(opened.filesystem())) {
      ExtentData extent = firstFullExtent(opened);
      reader.readEncoded(extent, stored, 0, 0);
      storedLength = (int) extent.storedLength();
      decompressor =
          Decompressor.of(encoding.compression, opened.filesystem().volume().sectorSize());
    }
  }

  private ExtentData firstFullExtent(BenchmarkImage opened) {
    SubvolumeInfo newest = opened.newest();
    TreeCursor cursor = new TreeCursor(opened.filesystem().blocks(), newest.root());
    cursor.seek(0, 0, 0);
    do {
      if (cursor.type() == ItemType.EXTENT_DATA) {
        ExtentData extent =
            ExtentData.of(
                FileExtent.read(cursor.leaf(), cursor.slot()),
                cursor.leaf(),
                cursor.slot(),
                newest.id(),
                true);
        if (extent.stored()
            && extent.compression() == encoding.compression
            && extent.ramBytes() == ExtentData.MAX_COMPRESSED) {
          return extent;
        }
      }
    } while (cursor.next());
    throw new IllegalArgumentException(image + " has no full extent in " + encoding);
  }

  @Benchmark
  public int decode() throws MalformedDataException {
    return decompressor.decode(stored, storedLength, decoded, 0, ExtentData.MAX_COMPRESSED);
  }

  @TearDown
  public void close() {
    decompressor.close();
  }
}
