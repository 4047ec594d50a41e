package io.btrsend.jobs.output;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds out whether Linux has a filesystem mounted for writing while it is read. For one that is
 * not mounted this costs a look whether there is a directory; so on other systems, where there is
 * none. Source: Linux, Documentation/ABI/testing/sysfs-fs-btrfs; proc(5).
 */
public final class MountedInputs {
  /** A line of mountinfo; null if it is malformed. */
  private record Mount(String point, String type, String source, List<String> options) {
    private static final String OPTIONAL_FIELDS_END = " - ";
    private static final Pattern OCTAL = Pattern.compile("\\\\([0-3][0-7]{2})");

    static Mount parse(String line) {
      int end = line.indexOf(OPTIONAL_FIELDS_END);
      if (end < 0) {
        return null;
      }
      String[] first = line.substring(0, end).split(" ", -1);
      String[] last = line.substring(end + OPTIONAL_FIELDS_END.length()).split(" ", -1);
      return first.length < 5 || last.length < 3
          ? null
          : new Mount(text(first[4]), last[0], text(last[1]), List.of(last[2].split(",", -1)));
    }

    /** A field in which a space or the like is a backslash and three octal digits. */
    private static String text(String field) {
      return OCTAL
          .matcher(field)
          .replaceAll(
              escape ->
                  Matcher.quoteReplacement(
                      String.valueOf((char) Integer.parseInt(escape.group(1), 8))));
    }
  }

  private final Path root;
  private final BlockDevices devices;

  /**
   * @param root the directory that has {@code sys}, {@code proc} and {@code dev}
   */
  MountedInputs(Path root) {
    this.root = root;
    this.devices = new BlockDevices(root.resolve("sys/dev/block"));
  }

  /** What the system has mounted. */
  public static MountedInputs ofSystem() {
    return new MountedInputs(Path.of("/"));
  }

  /**
   * What a user should know about files and devices of a filesystem that are read: one line for
   * each that is mounted for writing, or mounted where it cannot be told how. Nothing if the
   * system's answer changes while it is read, as when the filesystem is being unmounted.
   *
   * @param filesystem the UUID that the filesystem has as a mounted one
   */
  public List<String> notices(UUID filesystem, Collection<Path> inputs) {
    Path members = root.resolve("sys/fs/btrfs/" + filesystem + "/devices");
    String[] names = members.toFile().list();
    if (names == null) {
      return List.of();
    }
    try {
      return notices(members, names, inputs);
    } catch (IOException changing) {
      return List.of();
    }
  }

  private List<String> notices(Path members, String[] names, Collection<Path> inputs)
      throws IOException {
    Map<String, Storage> mounted = new HashMap<>();
    for (String name : names) {
      String number = Files.readString(members.resolve(name).resolve("dev")).strip();
      mounted.put(name, Storage.ofDevice(devices, number));
    }
    String how = null;
    List<String> notices = new ArrayList<>();
    for (Path input : inputs) {
      Storage storage = Storage.of(devices, input);
      if (mounted.values().stream().noneMatch(storage::overlaps)) {
        continue;
      }
      how = how == null ? howMounted(mounted) : how;
      if (!how.isEmpty()) {
        notices.add(
            input
                + ": "
                + how
                + ", so it may change while it is read: mount it read-only meanwhile, or name a"
                + " snapshot of the device");
      }
    }
    return notices;
  }

  /** How the filesystem of some devices is mounted, as a clause; empty if it is read-only. */
  private String howMounted(Map<String, Storage> members) throws IOException {
    boolean found = false;
    byte[] mounts = Files.readAllBytes(root.resolve("proc/self/mountinfo"));
    for (String line : new String(mounts, StandardCharsets.UTF_8).split("\n", -1)) {
      Mount mount = Mount.parse(line);
      if (mount == null
          || !mount.type().equals("btrfs")
          || !members.containsKey(deviceName(mount.source()))) {
        continue;
      }
      found = true;
      if (mount.options().contains("rw")) {
        return "is mounted for writing at " + mount.point();
      }
    }
    return found ? "" : "is mounted where it cannot be seen whether for writing";
  }

  /** The kernel's name of a device; links in its path may lead to that. */
  private String deviceName(String source) throws IOException {
    Path path = root.resolve(source.substring(source.startsWith("/") ? 1 : 0));
    try {
      return String.valueOf(path.toRealPath().getFileName());
    } catch (NoSuchFileException e) {
      return String.valueOf(path.getFileName());
    }
  }
}
