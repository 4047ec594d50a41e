package io.btrsend.jobs.backup;

import io.btrsend.engine.send.SendOptions;

/**
 * How streams are made.
 *
 * @param compressedData whether compressed extents are sent as they lie on disk
 * @param allowWritable whether subvolumes that are not read-only are sent
 */
public record BackupOptions(boolean compressedData, boolean allowWritable) {
  private static final int COMPRESSED_VERSION = 2;

  SendOptions forSend() {
    return new SendOptions(
        compressedData ? COMPRESSED_VERSION : 1,
        false,
        compressedData,
        false,
        false,
        allowWritable);
  }
}
