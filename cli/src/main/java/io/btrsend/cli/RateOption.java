package io.btrsend.cli;

import io.btrsend.engine.text.ByteSize;
import io.btrsend.jobs.output.LimitedChannel;
import java.nio.channels.WritableByteChannel;
import picocli.CommandLine.ParameterException;

/** How fast a command writes at most. */
final class RateOption {
  private final Argument<String> rate =
      Argument.option(
          String.class,
          "RATE",
          "Write at most so many bytes a second: 500K, 10M, 1G (powers of 1024).",
          "--limit-rate");

  void addTo(Subcommand command) {
    command.add(rate);
  }

  /** Refuses what is no rate. */
  void check() {
    var unused = bytesPerSecond();
  }

  /** A channel that keeps to the limit, if there is one. */
  WritableByteChannel limited(WritableByteChannel out) {
    long limit = bytesPerSecond();
    return limit == 0 ? out : new LimitedChannel(out, limit);
  }

  /** Bytes a second; 0 without a limit. */
  long bytesPerSecond() {
    if (rate.value() == null) {
      return 0;
    }
    try {
      return ByteSize.parse(rate.value());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          rate.spec().command().commandLine(), "--limit-rate: " + e.getMessage(), e);
    }
  }
}
