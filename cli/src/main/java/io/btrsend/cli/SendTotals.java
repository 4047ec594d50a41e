package io.btrsend.cli;

import io.btrsend.engine.send.SendReport;

/**
 * What was sent so far.
 *
 * @param bytes length of all streams
 * @param commands in them
 * @param seconds that sending took
 */
record SendTotals(long bytes, long commands, double seconds) {
  static final SendTotals NOTHING = new SendTotals(0, 0, 0);

  SendTotals plus(SendReport report, double time) {
    return new SendTotals(bytes + report.bytes(), commands + report.commands(), seconds + time);
  }
}
