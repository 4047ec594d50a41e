package io.btrsend.actors.live;

import java.nio.file.Path;

/** {@code btrfs receive} into a fresh filesystem. */
record BtrfsReceive(LoopFilesystem filesystem) implements StreamTarget {

  static StreamTarget make(LiveSample sample) {
    // With some mount options, a file that is made cannot get every property that was sent.
    return new BtrfsReceive(LoopFilesystem.create(sample.scenario().settings().empty("noatime")));
  }

  @Override
  public Path top() {
    return filesystem.top();
  }

  @Override
  public boolean receive(Path stream) {
    Commands.run("btrfs", "-q", "receive", "-f", stream, top());
    return true;
  }

  @Override
  public void close() {
    filesystem.close();
  }
}
