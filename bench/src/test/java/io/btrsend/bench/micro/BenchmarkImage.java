package io.btrsend.bench.micro;

import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.FilesystemOptions;
import io.btrsend.engine.filesystem.SubvolumeInfo;
import io.btrsend.engine.send.SendOptions;
import io.btrsend.engine.send.SendRequest;
import io.btrsend.engine.send.SendSession;
import io.btrsend.engine.testing.Fixture;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The filesystem a benchmark looks at, and its read-only snapshots. Thread-safe; whoever opens it
 * closes it.
 */
public final class BenchmarkImage implements AutoCloseable {
  private final Filesystem filesystem;
  private final List<SubvolumeInfo> snapshots;

  private BenchmarkImage(Filesystem filesystem) {
    this.filesystem = filesystem;
    this.snapshots =
        filesystem.subvolumes().list().stream().filter(SubvolumeInfo::readOnly).toList();
    if (snapshots.isEmpty()) {
      throw new IllegalArgumentException("the image has no read-only snapshot");
    }
  }

  /**
   * Opens what {@code -p image=} names.
   *
   * @param image the name of a fixture; or, if there is a slash in it, the path of an image, or
   *     those of several devices with colons between them
   */
  public static BenchmarkImage open(String image) {
    List<Path> paths =
        image.contains("/")
            ? Arrays.stream(image.split(":", -1)).map(Path::of).toList()
            : Fixture.named(image).images();
    return new BenchmarkImage(Filesystem.open(paths, FilesystemOptions.defaults()));
  }

  public Filesystem filesystem() {
    return filesystem;
  }

  /** The snapshot that was made last. */
  public SubvolumeInfo newest() {
    return snapshots.get(snapshots.size() - 1);
  }

  /** The send of the newest snapshot: against the oldest, or in full if there is only one. */
  SendSession session() {
    SubvolumeInfo parent = snapshots.size() == 1 ? null : snapshots.get(0);
    List<SubvolumeInfo> cloneSources = parent == null ? List.of() : List.of(parent);
    return SendSession.open(
        filesystem, new SendRequest(newest(), parent, cloneSources, SendOptions.DEFAULT));
  }

  @Override
  public void close() {
    filesystem.close();
  }
}
