package io.btrsend.engine.stream;

import io.btrsend.engine.testing.Fixture;
import io.btrsend.engine.testing.KernelStream;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * Streams that try to leave their subvolume: to read, change or create something in a directory of
 * the receiver's filesystem, the victim.
 */
public final class HostileStreams {
  private static final int MOST_BYTES = 1 << 13;
  private static final UUID FIRST = StreamBuilder.SUBVOLUME;
  private static final UUID SECOND = new UUID(5, 6);

  private static final List<String> NAMES =
      List.of("s", "s", "s", "s", "..", ".", "a/b", "/etc", "", ".btrsend-state", ".btrsend-x");

  private final String victim;
  private final List<byte[]> kernelStreams;

  /**
   * @param victim a path that leads to the directory from wherever it is used, and in which there
   *     are a file {@code secret} and a fifo {@code fifo}
   */
  public HostileStreams(String victim) {
    this.victim = victim;
    this.kernelStreams =
        Fixture.all().stream()
            .flatMap(fixture -> fixture.streams().stream())
            .filter(stream -> stream.parent().isEmpty() && stream.length() < MOST_BYTES)
            .map(KernelStream::bytes)
            .toList();
  }

  /** A stream of any of three kinds. */
  public byte[] next(Random random) {
    return switch (random.nextInt(3)) {
      case 0 -> new ComposedStream(random).bytes();
      case 1 ->
          MutatedStream.of(kernelStreams.get(random.nextInt(kernelStreams.size())), random, victim);
      default -> escape(random);
    };
  }

  /** Makes ways out, and goes them. */
  private byte[] escape(Random random) {
    StreamBuilder to = StreamBuilder.version(1 + random.nextInt(3));
    if (random.nextInt(20) > 0) {
      to.subvol(NAMES.get(random.nextInt(NAMES.size())), FIRST);
    }
    to.mkfile("f").write("f", 0, StreamBuilder.latin1("owned")).mkdir("d");
    for (int i = random.nextInt(3); i >= 0; i--) {
      makeWayOut(to, random);
    }
    if (random.nextInt(4) == 0) {
      to.snapshot("s2", SECOND, FIRST);
    }
    for (int i = random.nextInt(3); i >= 0; i--) {
      useWayOut(to, path(random), random);
    }
    return to.end().bytes();
  }

  private void makeWayOut(StreamBuilder to, Random random) {
    switch (random.nextInt(8)) {
      case 0 -> to.symlink("l", victim);
      case 1 -> to.symlink("d/l", victim);
      case 2 -> to.symlink("l", victim + "/secret");
      case 3 -> to.symlink("m", victim).rename("m", "l");
      case 4 -> to.symlink("m", victim).link("l", "m");
      case 5 -> to.mkfifo("l");
      case 6 -> to.mknod("l", 0020644, 0x103);
      default -> to.rmdir("d").symlink("d", victim);
    }
  }

  private String path(Random random) {
    return switch (random.nextInt(12)) {
      case 0 -> "l";
      case 1 -> "l/secret";
      case 2 -> "l/new";
      case 3 -> "d/l/secret";
      case 4 -> "d/secret";
      case 5 -> "../" + "../".repeat(random.nextInt(4)) + "watched/secret";
      case 6 -> victim + "/secret";
      case 7 -> victim + "/new";
      case 8 -> "d/../../../watched/new";
      case 9 -> "..";
      case 10 -> "l/fifo";
      default -> "l/..";
    };
  }

  private static void useWayOut(StreamBuilder to, String path, Random random) {
    byte[] data = StreamBuilder.latin1("owned");
    switch (random.nextInt(22)) {
      case 0 -> to.mkfile(path);
      case 1 -> to.write(path, 0, data);
      case 2 -> to.encodedWrite(path, data);
      case 3 -> to.clone(path, FIRST, "f", 0, 5);
      case 4 -> to.clone("f", FIRST, path, 0, 5);
      case 5 -> to.truncate(path, 0);
      case 6 -> to.fallocate(path, 0, 4096);
      case 7 -> to.enableVerity(path);
      case 8 -> to.mkdir(path);
      case 9 -> to.mkfifo(path);
      case 10 -> to.mksock(path);
      case 11 -> to.mknod(path, 0060644, 0x801);
      case 12 -> to.symlink(path, "t");
      case 13 -> to.link(path, "f");
      case 14 -> to.link("x", path);
      case 15 -> to.rename(path, "y");
      case 16 -> to.rename("f", path);
      case 17 -> to.unlink(path);
      case 18 -> to.rmdir(path);
      case 19 -> to.chmod(path, 04777);
      case 20 -> to.chown(path).utimes(path);
      default -> to.setXattr(path).removeXattr(path);
    }
  }
}
