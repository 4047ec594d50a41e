package io.btrsend.jobs.progress;

import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * How far a command is. The threads at work say what begins and, once it is known, how much there
 * will be in all; the thread that shows it asks for the state. Thread-safe.
 */
public final class Progress {
  private final String participle;
  private final LongSupplier bytes;
  private final LongSupplier clock;
  private final TransferRate rate;
  private final long start;
  private ProgressItem item = ProgressItem.UNNAMED;
  private OptionalLong total = OptionalLong.empty();

  /**
   * Begins now.
   *
   * @param participle what happens to the bytes: "sent", "read"
   * @param bytes how many there were so far; asked now, and by the thread that asks for the state.
   *     What there is now does not count for the rate
   */
  public Progress(String participle, LongSupplier bytes) {
    this(participle, bytes, System::nanoTime);
  }

  /** With a clock of nanoseconds. */
  Progress(String participle, LongSupplier bytes, LongSupplier clock) {
    this.participle = participle;
    this.bytes = bytes;
    this.clock = clock;
    this.start = clock.getAsLong();
    this.rate = new TransferRate(bytes.getAsLong());
  }

  /**
   * Says that work on one of several things begins.
   *
   * @param name without control characters
   * @param number from 1
   */
  public synchronized void begin(String name, int number, int count) {
    item = new ProgressItem(name, number, count);
  }

  /** Says how many bytes there will be, of all things together: an exact number. */
  public synchronized void total(long exact) {
    total = OptionalLong.of(exact);
  }

  /** The state now. The rate is the truer the more regularly the state is asked for. */
  public synchronized ProgressState state() {
    long now = clock.getAsLong() - start;
    long done = bytes.getAsLong();
    rate.add(now, done);
    return new ProgressState(participle, item, done, total, now / 1e9, rate.bytesPerSecond());
  }
}
