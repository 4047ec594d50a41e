package io.btrsend.engine.filesystem;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A filesystem that the running kernel makes: image files, formatted, attached to loop devices,
 * mounted, filled by a shell script, and unmounted again. Needs root and btrfs.
 */
public final class KernelFilesystem {
  private final Path directory;
  private final List<Path> images = new ArrayList<>();

  private KernelFilesystem(Path directory) {
    this.directory = directory;
  }

  /**
   * Makes one.
   *
   * @param mkfs options of mkfs.btrfs
   * @param script shell commands, run inside the mounted top level
   */
  public static KernelFilesystem make(
      Path directory, int devices, String size, String mkfs, String script) {
    requireKernel();
    KernelFilesystem made = new KernelFilesystem(directory);
    for (int i = 1; i <= devices; i++) {
      made.images.add(directory.resolve("disk" + i));
      made.shell("truncate -s " + size + " disk" + i);
    }
    made.shell("mkfs.btrfs -q -f " + mkfs + " " + made.names());
    made.mounted("", script);
    return made;
  }

  public static void requireKernel() {
    boolean can =
        "root".equals(System.getProperty("user.name"))
            && Files.exists(Path.of("/sys/fs/btrfs"))
            && Files.exists(Path.of("/dev/loop-control"));
    assumeTrue(can, "SKIPPED: needs root, loop devices and a kernel with btrfs");
  }

  public List<Path> images() {
    return List.copyOf(images);
  }

  public Path image(int number) {
    return images.get(number - 1);
  }

  private String names() {
    return String.join(" ", images.stream().map(path -> path.getFileName().toString()).toList());
  }

  /** Mounts the filesystem and runs a script in its top level. */
  public void mounted(String options, String script) {
    mounted(options.isEmpty() ? "defaults" : options, names(), script);
  }

  /** As {@link #mounted}, without one of the devices, counted from 1. */
  public void degraded(int missing, String script) {
    mounted("degraded", names().replaceFirst("disk" + missing + "\\b", ""), script);
  }

  /**
   * Mounts the filesystem so that the kernel can change nothing, runs a script in its top level and
   * returns what that prints.
   */
  public String mountedReadOnly(String script) {
    return mounted("-r", "ro", names(), script);
  }

  private void mounted(String options, String names, String script) {
    mounted("", options, names, script);
  }

  private String mounted(String loopOptions, String options, String names, String script) {
    return shell(
        """
        mkdir -p mnt
        loops=
        finish() {
          mountpoint -q mnt && umount mnt
          for l in $loops; do btrfs device scan --forget $l || :; losetup -d $l; done
        }
        trap finish EXIT
        for image in %s; do loops="$loops $(losetup %s -f --show $image)"; done
        for l in $loops; do btrfs device scan $l >/dev/null; done
        mount -t btrfs -o '%s' ${loops##* } mnt
        (cd mnt; %s
        )
        sync
        """
            .formatted(names, loopOptions, options, script));
  }

  /** Runs shell commands in the directory of the images and returns what they print. */
  public String shell(String commands) {
    try {
      Process process =
          new ProcessBuilder("bash", "-euc", commands)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError(commands + "\nfailed:\n" + output);
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }
}
