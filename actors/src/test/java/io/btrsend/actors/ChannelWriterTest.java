package io.btrsend.actors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.testkit.typed.javadsl.BehaviorTestKit;
import io.btrsend.actors.OrderingSink.ChunksReady;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChannelWriterTest {
  private int givenBack;
  private int consumed;

  private ChunksReady chunks(String... texts) {
    return new ChunksReady(0, Arrays.stream(texts).map(this::chunk).toList());
  }

  private StreamChunk chunk(String text) {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    return new StreamChunk(bytes, () -> givenBack++, () -> consumed++);
  }

  /** Takes one byte a write, as a channel may. */
  private static final class Trickle implements WritableByteChannel {
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private boolean open = true;

    @Override
    public int write(ByteBuffer bytes) {
      taken.write(bytes.get());
      return 1;
    }

    @Override
    public boolean isOpen() {
      return open;
    }

    @Override
    public void close() {
      open = false;
    }
  }

  @Test
  void writesAllOfEachChunkAndGivesItBack() {
    Trickle channel = new Trickle();
    var writer = BehaviorTestKit.create(ChannelWriter.create(channel));
    writer.run(chunks("one ", "two "));
    writer.run(chunks("three"));
    assertEquals("one two three", channel.taken.toString(StandardCharsets.UTF_8));
    assertEquals(3, givenBack);
    assertEquals(3, consumed);
    assertTrue(channel.isOpen());
  }

  @Test
  void failsAsTheChannelDoesAndWritesNothingAfter() {
    IOException cause = new IOException("No space left on device");
    var writer = BehaviorTestKit.create(ChannelWriter.create(new FailingChannel(1, cause)));
    ChunksReady chunks = new ChunksReady(0, List.of(chunk("a"), chunk("b"), chunk("c")));
    OutputException failure = assertThrows(OutputException.class, () -> writer.run(chunks));
    assertSame(cause, failure.getCause());
    assertEquals(2, givenBack, "the third chunk was not touched");
    assertEquals(1, consumed, "a chunk that could not be written is not consumed");
  }
}
