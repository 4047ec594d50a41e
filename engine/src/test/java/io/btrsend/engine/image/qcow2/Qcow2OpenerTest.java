package io.btrsend.engine.image.qcow2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.EngineException;
import io.btrsend.engine.ImageAccessException;
import io.btrsend.engine.UnsupportedFeatureException;
import io.btrsend.engine.image.ByteSource;
import io.btrsend.engine.image.ImageAccess;
import io.btrsend.engine.image.ImageFile;
import io.btrsend.engine.image.ImageName;
import io.btrsend.engine.image.Layer;
import io.btrsend.engine.image.OpeningRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Qcow2OpenerTest {
  @TempDir Path root;

  private Path directory;
  private Path image;
  private Path outside;

  @BeforeEach
  void makeDirectories() throws IOException {
    root = root.toRealPath();
    directory = Files.createDirectory(root.resolve("images"));
    outside = Files.createDirectory(root.resolve("outside"));
    image = directory.resolve("disk.qcow2");
    Files.write(outside.resolve("secret"), new byte[] {42});
  }

  @Test
  void otherFilesAreNotRecognised() throws IOException {
    for (byte[] content : List.of(new byte[0], new byte[] {'Q', 'F', 'I'}, new byte[100])) {
      try (ByteSource file = ImageFile.open(Files.write(image, content))) {
        assertFalse(Qcow2Opener.recognises(file));
      }
    }
    try (ByteSource file = ImageFile.open(new HeaderBytes().write(image))) {
      assertTrue(Qcow2Opener.recognises(file));
    }
  }

  @Test
  void anEncryptedImageIsRefusedByName() throws IOException {
    assertRefused(new HeaderBytes().u32(32, 1), "is an encrypted qcow2 image (AES)");
    assertRefused(new HeaderBytes().u32(32, 2), "is an encrypted qcow2 image (LUKS)");
    assertRefused(new HeaderBytes().u32(32, 9), "is an encrypted qcow2 image (method 9)");
  }

  @Test
  void anUnknownFeatureIsRefusedByTheNameThatTheImageHasForIt() throws IOException {
    assertRefused(
        new HeaderBytes()
            .u64(72, 1 << 5)
            .extension(0x6803f857, "\0\5time travel" + "\0".repeat(35)),
        "needs the unknown qcow2 feature \"time travel\" (bit 5)");
  }

  @Test
  void anUnknownFeatureWithoutANameIsRefusedByItsBit() throws IOException {
    assertRefused(new HeaderBytes().u64(72, 1L << 63), "needs the unknown qcow2 feature of bit 63");
  }

  @Test
  void unknownVersionsSizesAndCompressionsAreRefused() throws IOException {
    assertRefused(new HeaderBytes().u32(4, 4), "is qcow2 of version 4");
    assertRefused(new HeaderBytes().u32(20, 22), "has clusters of more than 2 MiB");
    assertRefused(
        new HeaderBytes().u64(72, 1 << 3).u32(104, 2 << 24), "unknown compression type 2");
  }

  @Test
  void contradictionsInTheHeaderAreMalformed() throws IOException {
    assertMalformed(new HeaderBytes().u32(20, 8));
    assertMalformed(new HeaderBytes().u32(20, -1));
    assertMalformed(new HeaderBytes().u64(24, -1));
    assertMalformed(new HeaderBytes().u32(100, 103));
    assertMalformed(new HeaderBytes().u32(100, 96));
    assertMalformed(new HeaderBytes().u32(100, Integer.MAX_VALUE - 7));
    assertMalformed(new HeaderBytes().u32(104, 1 << 24));
    assertMalformed(new HeaderBytes().u64(72, 1 << 3));
    assertMalformed(new HeaderBytes().u32(20, 13).u64(72, 1 << 4));
    assertMalformed(new HeaderBytes().u32(36, 0));
    assertMalformed(new HeaderBytes().u64(40, 1));
    assertMalformed(new HeaderBytes().u64(40, 1L << 62));
    assertMalformed(new HeaderBytes().u64(24, Long.MAX_VALUE).u32(36, -1));
    assertMalformed(new HeaderBytes().extension(1, "x").u32(116, -1));
    assertMalformed(new HeaderBytes().extension(1, "x").u32(116, 1 << 20));
  }

  @Test
  void aBackingFileBesideTheImageIsRead() throws IOException {
    Files.write(directory.resolve("base"), new byte[] {7});
    new HeaderBytes().backing("base", "raw").write(image);
    assertEquals(7, firstByte(image, List.of()));
  }

  @Test
  void aRelativeNameStartsWhereTheImageIs() throws IOException {
    Path below = Files.createDirectory(directory.resolve("below"));
    Files.write(below.resolve("base"), new byte[] {7});
    new HeaderBytes().backing("base", "raw").write(below.resolve("middle"));
    new HeaderBytes().backing("below/middle", "qcow2").write(image);
    assertEquals(7, firstByte(image, List.of()));
  }

  @Test
  void theNameOfALinkIsWhereRelativeNamesStart() throws IOException {
    Path below = Files.createDirectory(directory.resolve("below"));
    new HeaderBytes().backing("base", "raw").write(below.resolve("middle"));
    Files.write(directory.resolve("base"), new byte[] {8});
    Files.createSymbolicLink(directory.resolve("link"), below.resolve("middle"));
    new HeaderBytes().backing("link", "qcow2").write(image);
    assertEquals(8, firstByte(image, List.of()));
  }

  @Test
  void theLayersAreAllFilesWithWhatTheyAre() throws IOException {
    Path data = Files.write(directory.resolve("data"), new byte[] {7});
    Path middle = directory.resolve("middle");
    new HeaderBytes().u64(72, 1 << 2).extension(0x44415441, "data").write(middle);
    new HeaderBytes().u64(24, 2 << 20).u32(36, 1).backing("middle", "qcow2").write(image);
    try (ByteSource disk = open(ImageFile.open(image), image, List.of())) {
      assertEquals(
          List.of(
              new Layer(Layer.Role.IMAGE, "qcow2", false, image.toString(), 2 << 20, image),
              new Layer(
                  Layer.Role.BACKING_FILE, "qcow2", false, middle.toString(), 1 << 20, middle),
              new Layer(Layer.Role.DATA_FILE, "raw", false, data.toString(), 1, data)),
          disk.layers());
    }
  }

  @Test
  void aFileElsewhereIsNotOpened() throws IOException {
    Path secret = outside.resolve("secret");
    for (String name : List.of("../outside/secret", secret.toString(), "file:" + secret)) {
      assertRefused(
          new HeaderBytes().backing(name, "raw"),
          "its backing file "
              + secret
              + " is not a file in the image's directory "
              + directory
              + ": not opened without --allow-backing "
              + outside);
    }
  }

  @Test
  void aLinkThatLeadsElsewhereIsNotFollowed() throws IOException {
    Files.createSymbolicLink(directory.resolve("base"), outside.resolve("secret"));
    assertRefused(
        new HeaderBytes().backing("base", "raw"), "is not a file in the image's directory");
  }

  @Test
  void aDataFileElsewhereIsNotOpened() throws IOException {
    assertRefused(
        new HeaderBytes().u64(72, 1 << 2).extension(0x44415441, "../outside/secret"),
        "its data file " + outside.resolve("secret") + " is not a file in the image's directory");
  }

  @Test
  void anAllowedDirectoryIsUsed() throws IOException {
    new HeaderBytes().backing("../outside/secret", "raw").write(image);
    assertEquals(42, firstByte(image, List.of(outside)));
  }

  @Test
  void somethingElseThanAFileIsNotOpened() throws Exception {
    assertRefused(new HeaderBytes().backing("/dev/zero", "raw"), "is not a file in the image's");
    assertRefused(new HeaderBytes().backing(".", "raw"), "is not a file in the image's");
    assertRefused(
        new HeaderBytes().backing("json:{\"driver\":\"raw\"}", "raw"),
        "its backing file json:{\"driver\":\"raw\"} is not a file: not opened");
    assertRefused(
        new HeaderBytes().backing("nbd://host/x", "raw"),
        "its backing file nbd://host/x is not a file: not opened");
    assertRefused(new HeaderBytes().backing("a\0b", "raw"), "its backing file a?b is not a path");
  }

  @Test
  void aMissingBackingFileIsNamed() throws IOException {
    assertRefused(
        new HeaderBytes().backing("base\nline", "raw"),
        "its backing file base?line: no such file or directory");
  }

  @Test
  void aFormatIsNeverGuessed() throws IOException {
    new HeaderBytes().write(directory.resolve("base"));
    assertRefused(
        new HeaderBytes().backing("base", null),
        "its backing file has no format in the header, and formats are not guessed");
    assertRefused(new HeaderBytes().backing("base", "vmdk"), "is of format vmdk");
    new HeaderBytes().backing("base", "raw").write(image);
    assertEquals('Q', firstByte(image, List.of()));
  }

  @Test
  void aBackingFileThatIsNotOfItsFormatIsRefused() throws IOException {
    Files.write(directory.resolve("base"), new byte[200]);
    assertRefused(new HeaderBytes().backing("base", "qcow2"), "is not a qcow2 image");
  }

  @Test
  void aChainThatBitesItselfIsRefused() throws IOException {
    assertRefused(new HeaderBytes().backing("disk.qcow2", "qcow2"), "is in its chain already");
    new HeaderBytes().backing("disk.qcow2", "qcow2").write(directory.resolve("other"));
    assertRefused(new HeaderBytes().backing("other", "qcow2"), "is in its chain already");
  }

  @Test
  void aChainWithoutEndIsRefused() throws IOException {
    int count = 250;
    for (int i = 0; i < count; i++) {
      new HeaderBytes().backing("link" + (i + 1), "qcow2").write(directory.resolve("link" + i));
    }
    new HeaderBytes().write(directory.resolve("link" + count));
    assertRefused(new HeaderBytes().backing("link0", "qcow2"), "is one too many");
    new HeaderBytes().backing("link" + (count - 150), "qcow2").write(image);
    assertEquals(0, firstByte(image, List.of()));
  }

  private void assertMalformed(HeaderBytes header) throws IOException {
    header.write(image);
    EngineException failure = assertThrows(ImageAccessException.class, () -> open(List.of()));
    assertTrue(failure.getMessage().contains("malformed qcow2"), failure.getMessage());
  }

  private void assertRefused(HeaderBytes header, String expected) throws IOException {
    header.write(image);
    EngineException failure = assertThrows(EngineException.class, () -> open(List.of()));
    assertTrue(failure.getMessage().contains(expected), failure.getMessage());
    assertTrue(
        failure instanceof ImageAccessException || failure instanceof UnsupportedFeatureException);
  }

  private int firstByte(Path file, List<Path> allowed) {
    ByteBuffer one = ByteBuffer.allocate(1);
    try (ByteSource disk = open(ImageFile.open(file), file, allowed)) {
      disk.read(0, one);
    }
    return one.get(0);
  }

  private void open(List<Path> allowed) {
    try (ByteSource file = ImageFile.open(image)) {
      open(file, image, allowed).close();
    }
  }

  private static ByteSource open(ByteSource file, Path path, List<Path> allowed) {
    return Qcow2Opener.open(
        file,
        ImageName.parse(path.toString()),
        new ImageAccess(allowed, false),
        new OpeningRecord());
  }
}
