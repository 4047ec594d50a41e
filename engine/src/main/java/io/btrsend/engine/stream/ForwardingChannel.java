package io.btrsend.engine.stream;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;

/** A channel that passes what is written to another, which it is as open as. */
public abstract class ForwardingChannel implements WritableByteChannel {
  protected final WritableByteChannel out;

  protected ForwardingChannel(WritableByteChannel out) {
    this.out = out;
  }

  @Override
  public boolean isOpen() {
    return out.isOpen();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
