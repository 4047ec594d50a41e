package io.btrsend.actors;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import io.btrsend.actors.OrderingSink.ChunksReady;
import java.nio.channels.WritableByteChannel;

/**
 * Writes each chunk from its direct buffer, without a copy on the heap. Fails with an {@link
 * OutputException} if the channel fails. Blocks while the channel blocks, so it must run on the
 * writing dispatcher. Leaves the channel open.
 */
final class ChannelWriter extends AbstractBehavior<ChunksReady> {
  private final WritableByteChannel channel;

  static Behavior<ChunksReady> create(WritableByteChannel channel) {
    return Behaviors.setup(context -> new ChannelWriter(context, channel));
  }

  private ChannelWriter(ActorContext<ChunksReady> context, WritableByteChannel channel) {
    super(context);
    this.channel = channel;
  }

  @Override
  public Receive<ChunksReady> createReceive() {
    return newReceiveBuilder().onMessage(ChunksReady.class, this::onChunksReady).build();
  }

  private Behavior<ChunksReady> onChunksReady(ChunksReady ready) {
    for (StreamChunk chunk : ready.chunks()) {
      chunk.writeTo(channel);
    }
    return this;
  }
}
