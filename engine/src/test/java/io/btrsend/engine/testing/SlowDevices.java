package io.btrsend.engine.testing;

import io.btrsend.engine.ahead.ReadAheadLimits;
import io.btrsend.engine.filesystem.FilesystemOptions;
import java.time.Duration;

/** Options with which every device counts as slow, so that sends read ahead. */
public final class SlowDevices {
  /** So little memory that a send has to wait for it. */
  private static final int BYTES = 256 << 10;

  private SlowDevices() {}

  public static FilesystemOptions options() {
    return FilesystemOptions.defaults()
        .with(new ReadAheadLimits(BYTES, 4, Duration.ofSeconds(30), Duration.ofNanos(-1)));
  }
}
