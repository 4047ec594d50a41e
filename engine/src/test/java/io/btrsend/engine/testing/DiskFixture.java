package io.btrsend.engine.testing;

import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An image that qemu-img and qemu-io made, its backing files, and what a guest sees of it. The
 * script {@code fixtures/disks} makes them.
 */
public record DiskFixture(String name, List<String> files) {
  /** Windows of up to 128 MiB. */
  private static final int LONG_WINDOW = 27;

  public static List<DiskFixture> all() {
    List<DiskFixture> all = new ArrayList<>();
    try (InputStream in = DiskFixture.class.getResourceAsStream("/disks/index")) {
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> List.of(line.split(" ", -1)))
          .forEach(words -> all.add(new DiskFixture(words.get(0), words.subList(1, words.size()))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all;
  }

  public static DiskFixture named(String name) {
    return all().stream().filter(fixture -> fixture.name.equals(name)).findFirst().orElseThrow();
  }

  /** A file of the fixture. */
  public byte[] bytes(String file) throws IOException {
    try (InputStream packed =
            DiskFixture.class.getResourceAsStream("/disks/" + name + "/" + file + ".zst");
        ZstdInputStream in = new ZstdInputStream(packed).setLongMax(LONG_WINDOW)) {
      return in.readAllBytes();
    }
  }

  /** Puts all of its files into a directory, and says where the image is. */
  public Path unpack(Path directory) throws IOException {
    for (String file : files) {
      Files.write(directory.resolve(file), bytes(file));
    }
    return directory.resolve("image.qcow2");
  }
}
