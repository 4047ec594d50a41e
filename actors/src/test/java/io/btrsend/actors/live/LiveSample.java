package io.btrsend.actors.live;

import java.nio.file.Path;
import java.util.List;

/**
 * What a seed made and what the kernel makes of it. Valid until the check returns.
 *
 * @param images all devices, as they were when they were taken; nothing may write to them
 * @param top where the kernel has the images mounted, as their last commit left them
 * @param directory a place for files, empty but for those of this sample
 * @param streams the kernel's stream for each task that is possible
 */
record LiveSample(
    LiveScenario scenario,
    List<Path> images,
    Path top,
    Path directory,
    List<KernelStream> streams) {

  /**
   * What the kernel sent.
   *
   * @param file the stream, or as much of it as the kernel wrote
   * @param error 0, or the error number if it gave up
   */
  record KernelStream(SendTask task, Path file, int error) {}
}
