package io.btrsend.actors;

import io.btrsend.config.SendSettings;

/**
 * What bounds one pipeline.
 *
 * @param parallelism number of workers
 * @param buffersInFlight segments that are being rendered, waiting for their turn or being written
 * @param commandBytesInFlight bytes that segments hold which are decided and not being rendered
 * @param inodesInFlight inodes found but not yet decided about
 */
record PipelineLimits(
    int parallelism, int buffersInFlight, long commandBytesInFlight, int inodesInFlight) {

  /** The limits that settings mean for buffers of a size in bytes; always room for one. */
  static PipelineLimits of(SendSettings settings, int bufferSize) {
    long buffers = Math.max(1, settings.bytesInFlight() / bufferSize);
    return new PipelineLimits(
        settings.parallelism(),
        (int) Math.min(Integer.MAX_VALUE, buffers),
        settings.commandsInFlight(),
        settings.inodesInFlight());
  }
}
