package io.btrsend.jobs.send;

import io.btrsend.engine.send.SendRequest;
import io.btrsend.jobs.report.SendTotals;

/** Follows the sends of a job, on the thread that runs it. */
public interface SendListener {

  /** Called before the first byte of a send is written. */
  void begins(SendRequest request);

  /** Called when the last byte of a send is written; not called for a send that fails. */
  void ended(SendTotals sent);
}
