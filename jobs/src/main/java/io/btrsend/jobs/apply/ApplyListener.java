package io.btrsend.jobs.apply;

import io.btrsend.jobs.directory.Loss;

/** Is told what happens. */
public interface ApplyListener extends Loss.Listener {
  /**
   * A subvolume begins.
   *
   * @param parent what it starts from; null for nothing
   */
  void begins(byte[] name, AppliedSubvolume parent);

  /**
   * A subvolume is complete.
   *
   * @param commands how many it took
   */
  void completed(AppliedSubvolume subvolume, long commands);
}
