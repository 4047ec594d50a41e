package io.btrsend.actors.live;

import java.util.List;

/**
 * How a filesystem is made and mounted.
 *
 * @param devices how many
 * @param deviceSize in bytes
 * @param mkfsOptions for mkfs.btrfs
 * @param mountOptions for mount -o
 * @param contents what mkfs.btrfs finds in a directory and copies, as operations on that directory;
 *     nothing for an empty filesystem
 */
record FilesystemSettings(
    int devices,
    long deviceSize,
    List<String> mkfsOptions,
    String mountOptions,
    List<Operation> contents) {

  /** An empty filesystem of the same kind, mounted with other options. */
  FilesystemSettings empty(String otherMountOptions) {
    return new FilesystemSettings(devices, deviceSize, mkfsOptions, otherMountOptions, List.of());
  }

  /** The shell variables of a fixture scenario that say the same. */
  String asScenario() {
    return "devices="
        + devices
        + "\nsize="
        + deviceSize
        + "\nmkfs_options=("
        + String.join(" ", mkfsOptions)
        + ")\nmount_options="
        + mountOptions
        + "\n";
  }
}
