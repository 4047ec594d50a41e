package io.btrsend.jobs.report;

/**
 * How much was sent, by one send or by several.
 *
 * @param bytes length of the streams
 * @param commands in them
 * @param seconds that sending took
 * @param outputSeconds that writing took of it
 */
public record SendTotals(long bytes, long commands, double seconds, double outputSeconds) {
  public static final SendTotals NOTHING = new SendTotals(0, 0, 0, 0);

  public SendTotals plus(SendTotals more) {
    return new SendTotals(
        bytes + more.bytes,
        commands + more.commands,
        seconds + more.seconds,
        outputSeconds + more.outputSeconds);
  }
}
