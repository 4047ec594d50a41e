package io.btrsend.jobs.apply;

import io.btrsend.jobs.directory.Loss;

/** Counts what is lost, and passes it on. */
final class LossCount implements Loss.Listener {
  private final Loss.Listener listener;
  private long count;

  LossCount(Loss.Listener listener) {
    this.listener = listener;
  }

  long count() {
    return count;
  }

  @Override
  public void lost(Loss loss) {
    count++;
    listener.lost(loss);
  }
}
