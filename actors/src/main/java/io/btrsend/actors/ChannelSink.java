package io.btrsend.actors;

import akka.stream.Attributes;
import akka.stream.Inlet;
import akka.stream.SinkShape;
import akka.stream.stage.AbstractInHandler;
import akka.stream.stage.GraphStage;
import akka.stream.stage.GraphStageLogic;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;

/**
 * Writes each chunk from its direct buffer, without a copy on the heap. Blocks while the channel
 * does, so it must run on the blocking dispatcher. Leaves the channel open.
 */
final class ChannelSink extends GraphStage<SinkShape<StreamChunk>> {
  private final Inlet<StreamChunk> in = Inlet.create("ChannelSink.in");
  private final SinkShape<StreamChunk> shape = SinkShape.of(in);
  private final WritableByteChannel channel;

  ChannelSink(WritableByteChannel channel) {
    this.channel = channel;
  }

  @Override
  public SinkShape<StreamChunk> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new Logic();
  }

  private final class Logic extends GraphStageLogic {
    Logic() {
      super(shape);
      setHandler(
          in,
          new AbstractInHandler() {
            @Override
            public void onPush() {
              write(grab(in));
            }
          });
    }

    @Override
    public void preStart() {
      pull(in);
    }

    private void write(StreamChunk chunk) {
      try {
        chunk.writeTo(channel);
      } catch (IOException e) {
        failStage(new OutputException(e));
        return;
      }
      pull(in);
    }
  }
}
