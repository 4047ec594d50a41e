package io.btrsend.jobs.backup;

import io.btrsend.jobs.repository.Manifest;

/** Follows a backup; called by any of the threads at work, one at a time. */
public interface BackupListener {

  /** Called before the first byte of a stream is written. */
  void begins(PlannedSnapshot snapshot, int number, int count);

  /** Called when the repository has a stream. */
  void ended(PlannedSnapshot snapshot, Manifest manifest);

  /** Called when a stream could not be made; the others go on. */
  void failed(FailedSnapshot snapshot);
}
