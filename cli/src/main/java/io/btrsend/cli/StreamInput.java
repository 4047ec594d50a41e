package io.btrsend.cli;

import io.btrsend.engine.stream.StreamReader;
import io.btrsend.engine.stream.StreamReaderOptions;
import io.btrsend.jobs.progress.Progress;
import java.io.IOException;
import java.nio.file.Path;

/** The stream that a command reads: a file or standard input. */
final class StreamInput {
  private final Argument<Path> input =
      Argument.parameter(
          Path.class,
          "0..1",
          "FILE",
          "The stream; standard input if none is named or the name is -.");

  private CountedInput counted;

  void addTo(Subcommand command) {
    command.add(input);
  }

  /**
   * Opens the input; closing the reader closes it.
   *
   * @throws io.btrsend.jobs.output.OutputConflictException if what is printed would go into the
   *     input
   */
  StreamReader open(StreamReaderOptions options) throws IOException {
    counted = CountedInput.open(input.value() == null ? Path.of("-") : input.value());
    return new StreamReader(counted, counted.name(), options);
  }

  /** How much of the input has been read since it was opened. */
  Progress progress() throws IOException {
    return counted.progress();
  }
}
