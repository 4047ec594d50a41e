package io.btrsend.engine.extent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.extent.FileItems.FileItem;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.FilesystemOptions;
import io.btrsend.engine.format.Crc32c;
import io.btrsend.engine.testing.Fixture;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ExtentReaderTest {
  private static Filesystem open(String fixture) {
    return Filesystem.open(Fixture.named(fixture).images(), FilesystemOptions.defaults());
  }

  private static ByteBuffer readWhole(ExtentReader reader, ExtentData extent) {
    int length = (int) extent.numBytes();
    ByteBuffer whole = ByteBuffer.allocateDirect(length);
    int register = reader.read(extent, extent.itemOffset(), whole, 0, length, 0);
    assertEquals(Crc32c.update(0, whole, 0, length), register, () -> "checksum of " + extent);
    return whole;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s01-every-object",
        "s18-preallocation",
        "s19-append",
        "s20-explicit-holes",
        "s23-clone-split",
        "s30-compressed-extents"
      })
  void anyPartOfAnItemIsTheSamePartOfTheWholeItem(String fixture) {
    Random random = new Random(1);
    try (Filesystem filesystem = open(fixture);
        ExtentReader reader = new ExtentReader(filesystem)) {
      List<FileItem> items = FileItems.all(filesystem);
      assertTrue(items.size() > 0);
      for (FileItem item : items) {
        ExtentData extent = item.extent();
        ByteBuffer whole = readWhole(reader, extent);
        for (int i = 0; i < 20; i++) {
          int from = random.nextInt((int) extent.numBytes() + 1);
          int length = random.nextInt((int) extent.numBytes() - from + 1);
          ByteBuffer part = ByteBuffer.allocateDirect(length + 2).put(0, (byte) 7);
          part.put(length + 1, (byte) 8);
          int before = random.nextInt();
          int register = reader.read(extent, extent.itemOffset() + from, part, 1, length, before);
          assertEquals(whole.slice(from, length), part.slice(1, length));
          assertEquals(Crc32c.update(before, part, 1, length), register);
          assertEquals(7 * 256 + 8, part.get(0) * 256 + part.get(length + 1));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"s01-every-object", "s19-append", "s23-clone-split"})
  void smallPiecesReadOneAfterTheOtherAreThePiecesOfTheWhole(String fixture) {
    int piece = 4096;
    try (Filesystem filesystem = open(fixture);
        ExtentReader atOnce = new ExtentReader(filesystem);
        ExtentReader inPieces = new ExtentReader(filesystem)) {
      for (FileItem item : FileItems.all(filesystem)) {
        ExtentData extent = item.extent();
        ByteBuffer whole = readWhole(atOnce, extent);
        ByteBuffer joined = ByteBuffer.allocateDirect(whole.capacity());
        int register = 0;
        for (int from = 0; from < whole.capacity(); from += piece) {
          int length = Math.min(piece, whole.capacity() - from);
          long at = extent.itemOffset() + from;
          register = inPieces.read(extent, at, joined, from, length, register);
        }
        assertEquals(Crc32c.update(0, whole, 0, whole.capacity()), register);
        assertEquals(whole, joined, () -> "bytes of " + extent);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"s30-compressed-extents"})
  void theStoredFormDecodesToTheItemsBytes(String fixture) throws Exception {
    int compressed = 0;
    try (Filesystem filesystem = open(fixture);
        ExtentReader reader = new ExtentReader(filesystem)) {
      for (FileItem item : FileItems.all(filesystem)) {
        ExtentData extent = item.extent();
        if (extent.compressed()) {
          compressed++;
          int storedLength = (int) extent.storedLength();
          ByteBuffer stored = ByteBuffer.allocateDirect(storedLength);
          int register = reader.readEncoded(extent, stored, 0, storedLength);
          assertEquals(Crc32c.update(storedLength, stored, 0, storedLength), register);
          ByteBuffer decoded = ByteBuffer.allocateDirect((int) extent.ramBytes());
          try (Decompressor decompressor = Decompressor.of(extent.compression(), 4096)) {
            decompressor.decode(stored, storedLength, decoded, 0, decoded.capacity());
          }
          decoded.clear();
          ByteBuffer part = decoded.slice((int) extent.extentOffset(), (int) extent.numBytes());
          assertEquals(readWhole(reader, extent), part);
        }
      }
    }
    assertTrue(compressed > 0);
  }
}
