package io.btrsend.jobs.output;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LimitedChannelTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final WritableByteChannel out = Channels.newChannel(bytes);

  private static void writeAll(WritableByteChannel channel, byte[] content) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(content);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  @Test
  void allBytesArriveAndNotSoonerThanTheRateAllows() throws IOException {
    byte[] content = new byte[200_000];
    new Random(1).nextBytes(content);
    long begin = System.nanoTime();
    writeAll(new LimitedChannel(out, 1_000_000), content);
    // The last twentieth of a second is waited for by the next write only.
    assertTrue(System.nanoTime() - begin >= 140_000_000);
    assertArrayEquals(content, bytes.toByteArray());
  }

  @Test
  void aPieceIsATwentiethOfASecond() throws IOException {
    assertEquals(50_000, new LimitedChannel(out, 1_000_000).write(ByteBuffer.allocate(100_000)));
  }

  @Test
  void aClosedOutputEndsTheWait() throws IOException {
    LimitedChannel limited = new LimitedChannel(out, 1);
    limited.write(ByteBuffer.allocate(512));
    out.close();
    assertThrows(ClosedChannelException.class, () -> limited.write(ByteBuffer.allocate(1)));
  }

  @Test
  void anInterruptionEndsTheWait() throws IOException {
    LimitedChannel limited = new LimitedChannel(out, 1);
    limited.write(ByteBuffer.allocate(512));
    Thread.currentThread().interrupt();
    assertThrows(InterruptedIOException.class, () -> limited.write(ByteBuffer.allocate(1)));
    assertTrue(Thread.interrupted());
  }
}
