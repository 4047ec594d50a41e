package io.btrsend.actors.live;

import java.nio.file.Path;

/** Receives streams. */
interface StreamTarget extends AutoCloseable {

  /** Makes an empty one for each sample. */
  @FunctionalInterface
  interface Maker {
    StreamTarget make(LiveSample sample) throws Exception;
  }

  /** The directory that the received subvolumes are in. */
  Path top();

  /**
   * Receives a stream.
   *
   * @return whether the filesystem could hold everything that is compared
   */
  boolean receive(Path stream);

  @Override
  void close();
}
