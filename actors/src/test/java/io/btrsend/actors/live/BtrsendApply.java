package io.btrsend.actors.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code btrsend apply} to a fresh filesystem, of another kind for each seed. */
record BtrsendApply(Path top) implements StreamTarget {
  private static final List<String> KINDS = List.of("tmpfs", "ext4", "xfs", "btrfs");

  static StreamTarget make(LiveSample sample) throws IOException {
    String kind = KINDS.get(Math.floorMod(sample.scenario().seed(), KINDS.size()));
    Path top = Files.createDirectory(sample.directory().resolve("applied"));
    if (kind.equals("tmpfs")) {
      Commands.run("mount", "-t", "tmpfs", "tmpfs", top);
      // Takes inode 2, which comparisons leave out.
      Files.createFile(top.resolve("first"));
    } else {
      Path image = sample.directory().resolve("applied.img");
      Commands.run("truncate", "-s", "4G", image);
      // Attributes of any length that btrfs has.
      List<String> options = kind.equals("ext4") ? List.of("-O", "ea_inode") : List.of();
      Commands.run("mkfs." + kind, "-q", options, image);
      Commands.run("mount", "-o", "loop", image, top);
      Files.delete(image);
    }
    return new BtrsendApply(top);
  }

  @Override
  public boolean receive(Path stream) {
    return Btrsend.run(
        List.of("apply", "--to", top.toString(), "--devices", "--setuid", stream.toString()));
  }

  @Override
  public void close() {
    Commands.run("umount", top);
  }
}
