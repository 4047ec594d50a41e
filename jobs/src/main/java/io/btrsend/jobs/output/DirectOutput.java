package io.btrsend.jobs.output;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Standard output, or a device or pipe, which is written as it is. */
final class DirectOutput extends Output {
  private final FileChannel channel;
  private final boolean durable;
  private final boolean own;

  /**
   * @param durable whether it keeps what is written
   * @param own whether it was opened here
   */
  private DirectOutput(FileChannel channel, boolean durable, boolean own) {
    this.channel = channel;
    this.durable = durable;
    this.own = own;
  }

  static DirectOutput standard() {
    return new DirectOutput(StandardDescriptor.output().getChannel(), false, false);
  }

  /**
   * Opens what exists.
   *
   * @param durable whether it keeps what is written
   */
  static DirectOutput open(Path file, boolean durable) throws IOException {
    return new DirectOutput(FileChannel.open(file, StandardOpenOption.WRITE), durable, true);
  }

  @Override
  public FileChannel channel() {
    return channel;
  }

  @Override
  public void complete() throws IOException {
    if (durable) {
      channel.force(true);
    }
    channel.close();
  }

  @Override
  public void publish() {}

  @Override
  public void discard() {}

  @Override
  public void close() throws IOException {
    if (own) {
      channel.close();
    }
  }
}
