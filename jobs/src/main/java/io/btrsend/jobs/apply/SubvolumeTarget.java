package io.btrsend.jobs.apply;

import io.btrsend.engine.stream.StreamCommand;
import java.io.IOException;

/** Takes the commands for one subvolume. */
interface SubvolumeTarget extends AutoCloseable {
  /**
   * Takes a command.
   *
   * @throws io.btrsend.engine.StreamFormatException if it cannot be carried out in this subvolume
   */
  void apply(StreamCommand command) throws IOException;

  /**
   * Called after the last command.
   *
   * @return how much could not be written
   */
  long finish() throws IOException;

  @Override
  void close() throws IOException;
}
