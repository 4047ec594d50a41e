package io.btrsend.cli;

import io.btrsend.config.SendSettings;
import io.btrsend.engine.ahead.ReadAheadLimits;
import io.btrsend.engine.device.DeviceSet;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.FilesystemOptions;
import io.btrsend.engine.filesystem.Mending;
import io.btrsend.engine.filesystem.RootChoice;
import io.btrsend.engine.format.Superblock;
import io.btrsend.engine.image.ImageAccess;
import io.btrsend.engine.salvage.RootSelection;
import io.btrsend.jobs.output.MountedInputs;
import io.btrsend.jobs.output.StorageClaims;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;

/** The images that a command reads. */
final class ImageOptions {
  private static final String CURRENT = "current";

  private final Argument<String[]> images;
  private final Argument<String[]> allowedBacking =
      Argument.repeatable(
          "DIR",
          "Where a disk image may have its backing and data files, besides its own directory.",
          "--allow-backing");
  private final Argument<Boolean> viaQemu =
      Argument.flag(
          "Read VMDK, VHDX, VDI and VPC images with the help of the program qemu-nbd.",
          "--via-qemu");

  private final Argument<String> root =
      Argument.defaulted(
          String.class,
          CURRENT,
          "ROOT",
          "Which commit to read: current (default), auto (the newest that is complete),\n"
              + "backup:N, generation:G or bytenr:B. 'btrsend roots' lists what there is.",
          "--root");

  private List<String> unlessNamed = List.of();

  /**
   * @param least how many have to be named, 0 or 1
   */
  ImageOptions(int least) {
    images =
        Argument.parameter(
            String[].class,
            least + "..*",
            "IMAGE",
            "Images or block devices of one filesystem, in any order.");
  }

  void addTo(Subcommand command) {
    command.add(images, allowedBacking, viaQemu, root);
  }

  /** For a command that lists roots rather than to open one. */
  void addWithoutRootTo(Subcommand command) {
    command.add(images, allowedBacking, viaQemu);
  }

  /** Sets what is read if no image is named. */
  void setDefault(List<String> names) {
    unlessNamed = names;
  }

  /** Refuses that no image is named, as the parser does where one always has to be. */
  void requireSome(Subcommand command) {
    if (names().isEmpty()) {
      throw new MissingParameterException(
          command.commandLine(), images.spec(), "Missing required parameter: 'IMAGE'");
    }
  }

  /** Whether the user has named one. */
  boolean isNamed() {
    return images.value() != null && images.value().length > 0;
  }

  private List<String> names() {
    return isNamed() ? List.of(images.value()) : unlessNamed;
  }

  /** The images as they can be named from any directory. */
  List<String> absoluteNames() {
    List<String> absolute = new ArrayList<>();
    for (String name : names()) {
      boolean isPath = !name.contains("://");
      absolute.add(isPath ? Path.of("").toAbsolutePath().resolve(name).toString() : name);
    }
    return absolute;
  }

  /**
   * All that was opened for the images, as inputs of the command.
   *
   * @throws IOException if one of the paths cannot be followed
   */
  static StorageClaims claims(Filesystem filesystem) throws IOException {
    return claims(filesystem.files());
  }

  /**
   * These files as inputs of the command.
   *
   * @throws IOException if one of the paths cannot be followed
   */
  static StorageClaims claims(Set<Path> files) throws IOException {
    StorageClaims claims = new StorageClaims();
    for (Path file : files) {
      claims.read(file);
    }
    return claims;
  }

  Filesystem open(SendSettings settings, Messages messages) {
    return open(settings, messages, Mending.NONE);
  }

  /**
   * Opens the filesystem.
   *
   * @param mending what to do about damaged trees
   */
  Filesystem open(SendSettings settings, Messages messages, Mending mending) {
    FilesystemOptions options =
        new FilesystemOptions(
            settings.blockCacheBytes(),
            settings.slowBlockCacheBytes(),
            readAhead(settings),
            access(),
            rootChoice(),
            mending);
    Filesystem filesystem = Filesystem.openNamed(names(), options);
    messages.notices(filesystem.notices());
    noticeMounts(filesystem.volume().superblock(), filesystem.files(), messages);
    return filesystem;
  }

  /** The images without the trees on them, which may be damaged. */
  DeviceSet openDevices(SendSettings settings, Messages messages) {
    DeviceSet devices = DeviceSet.open(names(), access(), readAhead(settings));
    messages.notices(devices.notices());
    noticeMounts(devices.superblock(), devices.files(), messages);
    return devices;
  }

  private static void noticeMounts(Superblock superblock, Set<Path> files, Messages messages) {
    messages.notices(MountedInputs.ofSystem().notices(superblock.fsid(), files));
  }

  private static ReadAheadLimits readAhead(SendSettings settings) {
    return new ReadAheadLimits(
        settings.readAheadBytes(), settings.ioDepth(), settings.deviceTimeout());
  }

  /** Nothing of salvage is loaded for the usual one. */
  private RootChoice rootChoice() {
    String text = root.value();
    if (text.equals(CURRENT)) {
      return RootChoice.CURRENT;
    }
    try {
      return RootSelection.parse(text);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          root.spec().command().commandLine(), "--root: " + e.getMessage());
    }
  }

  private ImageAccess access() {
    List<Path> allowed = new ArrayList<>();
    for (String directory : allowedBacking.value()) {
      allowed.add(Path.of(directory));
    }
    return new ImageAccess(allowed, viaQemu.value());
  }

  /** A message about the filesystem that names one of its images. */
  String naming(String message) {
    List<String> names = names();
    if (names.isEmpty() || names.stream().anyMatch(message::contains)) {
      return message;
    }
    int more = names.size() - 1;
    String others = more == 0 ? "" : " and " + more + (more == 1 ? " other" : " others");
    return names.get(0) + others + ": " + message;
  }
}
