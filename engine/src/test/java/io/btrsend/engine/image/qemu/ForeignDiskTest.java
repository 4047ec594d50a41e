package io.btrsend.engine.image.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.EngineException;
import io.btrsend.engine.image.ImageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which images are recognised, and which of them QEMU is not asked to open. */
class ForeignDiskTest {
  private static final long SEED = new Random().nextLong();
  private static final int METADATA = 1 << 20;

  @TempDir private Path directory;

  /** Bytes that a test changes, in little-endian byte order. */
  private static ByteBuffer bytes(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void text(ByteBuffer bytes, int at, String text) {
    bytes.put(at, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static ByteBuffer vmdk() {
    ByteBuffer image = bytes(1 << 17);
    text(image, 0, "KDMV\1");
    image.putLong(12, 1000).putLong(28, 1).putLong(36, 20);
    text(image, 512, "# Disk DescriptorFile\nCID=1234\nparentCID=ffffffff\n");
    return image;
  }

  private static ByteBuffer vdi() {
    ByteBuffer image = bytes(1 << 12);
    return image.putInt(64, 0xbeda107f).putInt(76, 1);
  }

  private static ByteBuffer vpc() {
    ByteBuffer image = bytes(1 << 12);
    for (int at : new int[] {0, image.capacity() - 512}) {
      text(image, at, "conectix");
      image.put(at + 63, (byte) 3);
    }
    return image;
  }

  private static void guid(ByteBuffer image, int at, String digits) {
    image.put(at, HexFormat.of().parseHex(digits));
  }

  private static ByteBuffer vhdx() {
    ByteBuffer image = bytes(2 << 20);
    text(image, 0, "vhdxfile");
    for (int table : new int[] {192 << 10, 256 << 10}) {
      text(image, table, "regi");
      image.putInt(table + 8, 1);
      guid(image, table + 16, "06a27c8b90479a4bb8fe575f050f886e");
      image.putLong(table + 32, METADATA);
    }
    text(image, METADATA, "metadata");
    image.putShort(METADATA + 10, (short) 1);
    guid(image, METADATA + 32, "3767a1ca36fa434db3b633f0aa44e76b");
    image.putInt(METADATA + 48, 1 << 16);
    return image;
  }

  private String check(ForeignDisk expected, ByteBuffer image) throws IOException {
    byte[] content = new byte[image.capacity()];
    image.get(0, content);
    Path file = Files.write(directory.resolve("image"), content);
    try (ImageFile opened = ImageFile.open(file)) {
      assertEquals(expected, ForeignDisk.of(opened));
      expected.requireSelfContained(opened);
      return "";
    } catch (EngineException e) {
      return e.getMessage().substring(file.toString().length());
    }
  }

  private void assertTaken(ForeignDisk format, ByteBuffer image) throws IOException {
    assertEquals("", check(format, image));
  }

  private void assertRefused(ForeignDisk format, ByteBuffer image, String as) throws IOException {
    assertEquals(
        ": is "
            + as
            + ": --via-qemu opens no file but the one named; if you trust this one:"
            + " qemu-img convert -O qcow2 FILE DISK and name DISK",
        check(format, image));
  }

  @Test
  void imagesInOneFileAreTaken() throws IOException {
    assertTaken(ForeignDisk.VMDK, vmdk());
    assertTaken(ForeignDisk.VHDX, vhdx());
    assertTaken(ForeignDisk.VDI, vdi());
    assertTaken(ForeignDisk.VPC, vpc());
  }

  @Test
  void otherFilesAreNotRecognised() throws IOException {
    for (byte[] content : new byte[][] {{}, {'K', 'D', 'M'}, new byte[1000], {'Q', 'F', 'I', -5}}) {
      try (ImageFile file = ImageFile.open(Files.write(directory.resolve("other"), content))) {
        assertNull(ForeignDisk.of(file));
      }
    }
  }

  @Test
  void vmdkDescriptorsAndOldExtentsAreRefused() throws IOException {
    ByteBuffer descriptor = bytes(1000);
    text(descriptor, 0, "# Disk DescriptorFile\nversion=1\n");
    assertRefused(
        ForeignDisk.VMDK,
        descriptor,
        "the descriptor of a VMDK image, whose data is in other files");
    ByteBuffer old = bytes(1000);
    text(old, 0, "COWD");
    assertRefused(ForeignDisk.VMDK, old, "an extent of an old VMDK image (COWD)");
  }

  @Test
  void vmdkWithoutCapacityIsRefused() throws IOException {
    assertRefused(
        ForeignDisk.VMDK, vmdk().putLong(12, 0), "a VMDK image whose data is in other files");
  }

  @Test
  void vmdkWithAParentIsRefused() throws IOException {
    String difference = "a VMDK image that holds only the difference to another one";
    for (String line :
        new String[] {
          "parentCID=fffffffe\n",
          "parentCID = 0\n",
          "parentCID=ffffffff0\n",
          "PARENTcid=12345678\n",
          "parentFileNameHint=\"/etc/shadow\"\n"
        }) {
      ByteBuffer image = vmdk();
      text(image, 600, line);
      assertRefused(ForeignDisk.VMDK, image, difference);
    }
    ByteBuffer hidden = vmdk().putLong(36, 1);
    text(hidden, 2000, "parentFileNameHint=x");
    assertRefused(ForeignDisk.VMDK, hidden, difference);
  }

  @Test
  void vmdkWithADescriptorOutsideIsRefused() throws IOException {
    String nowhere = "a VMDK image with a descriptor where none can be";
    assertRefused(ForeignDisk.VMDK, vmdk().putLong(28, 1L << 55), nowhere);
    assertRefused(ForeignDisk.VMDK, vmdk().putLong(28, -1), nowhere);
    assertRefused(ForeignDisk.VMDK, vmdk().putLong(36, 1 << 20), nowhere);
  }

  @Test
  void theFooterOfAVmdkCountsLikeItsHeader() throws IOException {
    ByteBuffer image = vmdk().putLong(56, -1);
    assertRefused(
        ForeignDisk.VMDK, image, "a VMDK image whose footer is missing: is the file complete?");
    int footer = image.capacity() - 1024;
    image.put(footer, image, 0, 512);
    assertTaken(ForeignDisk.VMDK, image);
    image.putLong(footer + 12, 0);
    assertRefused(ForeignDisk.VMDK, image, "a VMDK image whose data is in other files");
  }

  @Test
  void vdiWithAParentIsRefused() throws IOException {
    String difference = "a VDI image that holds only the difference to another one";
    assertTaken(ForeignDisk.VDI, vdi().putInt(76, 2));
    assertRefused(ForeignDisk.VDI, vdi().putInt(76, 4), difference);
    assertRefused(ForeignDisk.VDI, vdi().put(424, (byte) 1), difference);
    assertRefused(ForeignDisk.VDI, vdi().put(455, (byte) 1), difference);
  }

  @Test
  void vpcWithAParentIsRefusedWhicheverFooterSaysSo() throws IOException {
    String difference = "a VPC (VHD) image that holds only the difference to another one";
    assertRefused(ForeignDisk.VPC, vpc().put(63, (byte) 4), difference);
    ByteBuffer atTheEnd = vpc();
    atTheEnd.put(atTheEnd.capacity() - 512 + 63, (byte) 4);
    assertRefused(ForeignDisk.VPC, atTheEnd, difference);
    ByteBuffer old = vpc();
    old.put(old.capacity() - 512, new byte[512]);
    text(old, old.capacity() - 511, "conectix");
    assertRefused(ForeignDisk.VPC, old, difference);
  }

  @Test
  void vhdxWithAParentIsRefused() throws IOException {
    String difference = "a VHDX image that holds only the difference to another one";
    assertTaken(ForeignDisk.VHDX, vhdx().putInt(METADATA + (1 << 16) + 4, 1));
    assertRefused(ForeignDisk.VHDX, vhdx().putInt(METADATA + (1 << 16) + 4, 3), difference);
    ByteBuffer locator = vhdx().putShort(METADATA + 10, (short) 2);
    guid(locator, METADATA + 64, "2d5fd3a80bb34d45abf7d3d84834ab0c");
    assertRefused(ForeignDisk.VHDX, locator, difference);
  }

  @Test
  void vhdxThatDoesNotSayIsRefused() throws IOException {
    Consumer<ByteBuffer> noTables =
        image -> image.put(192 << 10, new byte[4]).put(256 << 10, new byte[4]);
    ByteBuffer image = vhdx();
    noTables.accept(image);
    assertRefused(
        ForeignDisk.VHDX, image, "a VHDX image that does not say whether it has a parent");
    assertRefused(
        ForeignDisk.VHDX,
        vhdx().putLong((192 << 10) + 32, 123),
        "a VHDX image whose metadata is not where it should be");
    assertRefused(
        ForeignDisk.VHDX,
        vhdx().putInt((192 << 10) + 8, -1),
        "a VHDX image with 4294967295 entries");
  }

  @Test
  void damagedImagesAreRefusedOrTakenButNeverMore() throws IOException {
    Random random = new Random(SEED);
    ForeignDisk[] formats = ForeignDisk.values();
    for (int round = 0; round < 2000; round++) {
      ForeignDisk format = formats[round % formats.length];
      ByteBuffer image =
          switch (format) {
            case VMDK -> vmdk();
            case VHDX -> vhdx();
            case VDI -> vdi();
            case VPC -> vpc();
          };
      int tables = format == ForeignDisk.VHDX ? 192 << 10 : 8;
      int at = tables + random.nextInt(Math.min(500, image.capacity() - tables - 8));
      if (format == ForeignDisk.VHDX && random.nextBoolean()) {
        at = METADATA + random.nextInt(100);
      }
      if (at <= 68 && at > 56) {
        continue;
      }
      image.putLong(at, random.nextLong());
      String outcome = check(format, image);
      assertTrue(
          outcome.isEmpty() || outcome.startsWith(": "),
          () -> "seed " + SEED + ": " + format + ": " + outcome);
    }
  }

  @Test
  void aTruncatedImageIsToldWithWhatIsMissing() throws IOException {
    Path file = Files.write(directory.resolve("short"), "KDMV".getBytes(StandardCharsets.US_ASCII));
    try (ImageFile image = ImageFile.open(file)) {
      EngineException thrown =
          assertThrows(EngineException.class, () -> ForeignDisk.VMDK.requireSelfContained(image));
      assertEquals(file + ": 512 bytes at byte 0 lie beyond its end at 4", thrown.getMessage());
    }
  }
}
