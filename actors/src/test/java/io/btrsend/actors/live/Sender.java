package io.btrsend.actors.live;

import java.nio.file.Path;
import java.util.List;

/** What is compared to the kernel. */
@FunctionalInterface
public interface Sender {

  /**
   * Writes one stream from an unmounted filesystem.
   *
   * @param images all devices of the filesystem; they must not be written to
   * @param output where the stream goes; does not exist yet
   * @throws Exception if the stream cannot be sent, which is right if the kernel could not send it
   *     either
   */
  void send(List<Path> images, SendTask task, Path output) throws Exception;
}
