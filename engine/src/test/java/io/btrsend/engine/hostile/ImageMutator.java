package io.btrsend.engine.hostile;

import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.FilesystemOptions;
import io.btrsend.engine.testing.Fixture;
import io.btrsend.engine.testing.WritableImages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.StringJoiner;

/** Makes one hostile image after the other of a fixture. For one thread. */
final class ImageMutator implements AutoCloseable {
  private static final int MAX_CHANGES = 3;

  private final WritableImages images;
  private final SuperblockMutation superblocks;
  private final BlockMutation blocks;
  private final DataMutation data;

  /**
   * @param directory for copies of the fixture's images, which are deleted in the end
   */
  ImageMutator(Fixture fixture, Path directory) throws IOException {
    images = WritableImages.copyOf(fixture, directory);
    try (Filesystem sound = Filesystem.open(images.paths(), FilesystemOptions.defaults())) {
      LiveBlocks live = LiveBlocks.of(sound, images);
      superblocks = new SuperblockMutation(images, sound.volume().checksumType());
      blocks = new BlockMutation(images, live, sound.volume().checksumType());
      data = new DataMutation(images, live, sound);
    }
  }

  List<Path> images() {
    return images.paths();
  }

  /** Changes the images, until {@link #restore}, and says how. */
  String mutate(Random random) throws IOException {
    StringJoiner changes = new StringJoiner("; ");
    int count = random.nextInt(2) == 0 ? 1 : 1 + random.nextInt(MAX_CHANGES);
    for (int i = 0; i < count; i++) {
      changes.add(change(random));
    }
    return changes.toString();
  }

  private String change(Random random) throws IOException {
    int kind = random.nextInt(20);
    if (kind == 0) {
      return superblocks.apply(random);
    }
    return kind < 4 && data.possible() ? data.apply(random) : blocks.apply(random);
  }

  void restore() throws IOException {
    images.restore();
  }

  @Override
  public void close() throws IOException {
    images.close();
  }
}
