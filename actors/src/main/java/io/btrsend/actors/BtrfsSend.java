package io.btrsend.actors;

import akka.actor.typed.ActorSystem;
import akka.stream.ActorAttributes;
import akka.stream.Attributes;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import io.btrsend.config.SendSettings;
import io.btrsend.engine.extent.UnreadableData;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.send.SendReport;
import io.btrsend.engine.send.SendRequest;
import io.btrsend.engine.send.SendSession;
import io.btrsend.engine.send.render.Segment;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Sends subvolumes with all processors: the entry point of the pipeline. Thread-safe; several sends
 * can run at the same time and share idle buffers.
 *
 * <p>A send fails once, with its first cause: an {@link io.btrsend.engine.EngineException}, or an
 * {@link OutputException} if the stream could not be written. The caller owns the filesystem, which
 * must stay open until the send has ended.
 */
public final class BtrfsSend {
  private static final Attributes READING =
      ActorAttributes.dispatcher(SendSettings.READING_DISPATCHER);

  private final ActorSystem<?> system;
  private final SendPipeline.Resources resources;

  /**
   * @param system an actor system whose configuration includes btrsend's {@code reference.conf}
   * @param settings the limits of each send
   */
  public BtrfsSend(ActorSystem<?> system, SendSettings settings) {
    this(system, PipelineLimits.of(settings, Segment.MAX_SIZE), Segment.MAX_SIZE);
  }

  BtrfsSend(ActorSystem<?> system, PipelineLimits limits, int bufferSize) {
    this(
        system,
        new SendPipeline.Resources(limits, new BufferPool(bufferSize, limits.buffersInFlight())));
  }

  BtrfsSend(ActorSystem<?> system, SendPipeline.Resources resources) {
    this.system = system;
    this.resources = resources;
  }

  /**
   * The stream as a source; each materialization is a separate send. It reads ahead of the demand
   * by at most the bytes in flight; cancelling the stream cancels the send.
   *
   * <p>The materialized value completes when the last byte has been consumed, or the send has
   * failed or been cancelled, and all its workers have stopped.
   */
  public Source<ByteString, CompletionStage<SendReport>> source(
      Filesystem filesystem, SendRequest request) {
    return source(filesystem, request, UnreadableData.FAIL);
  }

  /**
   * Like {@link #source(Filesystem, SendRequest)}.
   *
   * @param policy receives unreadable ranges of files, from several threads at a time
   */
  public Source<ByteString, CompletionStage<SendReport>> source(
      Filesystem filesystem, SendRequest request, UnreadableData policy) {
    return source(() -> EngineStages.of(SendSession.open(filesystem, request, policy)));
  }

  /**
   * Like {@link #source(Filesystem, SendRequest)}, with a session of its own, for instance
   * {@linkplain SendSession#writing of a part} of the stream.
   */
  public Source<ByteString, CompletionStage<SendReport>> source(SendSession session) {
    return source(() -> EngineStages.of(session));
  }

  /**
   * Sends to a channel, which may block and is left open. The bytes go straight from direct buffers
   * to the channel.
   */
  public RunningSend send(Filesystem filesystem, SendRequest request, WritableByteChannel out) {
    return send(filesystem, request, UnreadableData.FAIL, out);
  }

  /**
   * Like {@link #send(Filesystem, SendRequest, WritableByteChannel)}.
   *
   * @param policy receives unreadable ranges of files, from several threads at a time
   */
  public RunningSend send(
      Filesystem filesystem, SendRequest request, UnreadableData policy, WritableByteChannel out) {
    return send(() -> EngineStages.of(SendSession.open(filesystem, request, policy)), out);
  }

  /**
   * Like {@link #send(Filesystem, SendRequest, WritableByteChannel)}, with a session of its own,
   * for instance of a part of the stream.
   */
  public RunningSend send(SendSession session, WritableByteChannel out) {
    return send(() -> EngineStages.of(session), out);
  }

  Source<ByteString, CompletionStage<SendReport>> source(Supplier<PipelineStages> stages) {
    return Source.fromGraph(new SendSource(system, resources, stages))
        .map(StreamChunk::toByteString)
        .withAttributes(READING);
  }

  RunningSend send(Supplier<PipelineStages> stages, WritableByteChannel out) {
    CompletableFuture<SendReport> result = new CompletableFuture<>();
    SendPipeline.Output output = new SendPipeline.ToChannel(out);
    return new RunningSend(SendPipeline.start(system, resources, stages, output, result), result);
  }

  BufferPool buffers() {
    return resources.buffers();
  }
}
