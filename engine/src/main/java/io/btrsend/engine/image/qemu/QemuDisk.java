package io.btrsend.engine.image.qemu;

import io.btrsend.engine.image.ByteSource;
import io.btrsend.engine.image.Layer;
import io.btrsend.engine.image.nbd.NbdSource;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The disk in an image of a foreign format, as a qemu-nbd of our own serves it. Thread-safe. */
public final class QemuDisk implements ByteSource {
  private static final String PROGRAM = "qemu-nbd";
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final ForeignDisk format;
  private final Path file;
  private final QemuNbd server;
  private final NbdSource disk;

  /**
   * Reads nothing: with it there is always a client, so that the server does not end when all
   * connections of the disk are lost and made anew.
   */
  private final NbdSource companion;

  private QemuDisk(
      ForeignDisk format, Path file, QemuNbd server, NbdSource disk, NbdSource companion) {
    this.format = format;
    this.file = file;
    this.server = server;
    this.disk = disk;
    this.companion = companion;
  }

  /**
   * Starts qemu-nbd for an image that refers to no other file.
   *
   * @param image the image, opened; it stays open
   * @param file where it is
   * @throws io.btrsend.engine.UnsupportedFeatureException if it refers to other files
   * @throws io.btrsend.engine.ImageAccessException if qemu-nbd cannot be started or does not serve
   */
  public static QemuDisk open(ByteSource image, ForeignDisk format, Path file) {
    format.requireSelfContained(image);
    return open(PROGRAM, PATIENCE, image.name(), format, file);
  }

  static QemuDisk open(
      String program, Duration patience, String name, ForeignDisk format, Path file) {
    QemuNbd server = QemuNbd.start(program, name, format, file);
    try {
      NbdSource disk = server.connect(patience);
      try {
        return new QemuDisk(format, file, server, disk, server.connect(patience));
      } catch (RuntimeException e) {
        disk.close();
        throw e;
      }
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }

  @Override
  public String name() {
    return disk.name();
  }

  @Override
  public long size() {
    return disk.size();
  }

  @Override
  public List<Layer> layers() {
    return List.of(new Layer(Layer.Role.IMAGE, format.driver(), true, name(), size(), file));
  }

  @Override
  public void read(long position, ByteBuffer dst) {
    disk.read(position, dst);
  }

  @Override
  public void close() {
    try (server;
        disk) {
      companion.close();
    }
  }

  @Override
  public String toString() {
    return name();
  }
}
