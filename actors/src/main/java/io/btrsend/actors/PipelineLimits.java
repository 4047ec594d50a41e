package io.btrsend.actors;

import io.btrsend.config.SendSettings;

/**
 * The limits of one pipeline.
 *
 * @param parallelism number of workers
 * @param waitingWorkers number of workers that are added if the stages wait for devices
 * @param buffersInFlight maximum number of segments being rendered, waiting for their turn or being
 *     written
 * @param commandBytesInFlight memory of segments that are decided but not being rendered yet, bytes
 * @param inodesInFlight maximum number of inodes found but not resolved yet
 */
record PipelineLimits(
    int parallelism,
    int waitingWorkers,
    int buffersInFlight,
    long commandBytesInFlight,
    int inodesInFlight) {

  /** The limits for these settings with buffers of this size in bytes; at least one buffer. */
  static PipelineLimits of(SendSettings settings, int bufferSize) {
    long buffers = Math.max(1, settings.bytesInFlight() / bufferSize);
    return new PipelineLimits(
        settings.parallelism(),
        settings.waitingWorkers(),
        (int) Math.min(Integer.MAX_VALUE, buffers),
        settings.commandsInFlight(),
        settings.inodesInFlight());
  }
}
