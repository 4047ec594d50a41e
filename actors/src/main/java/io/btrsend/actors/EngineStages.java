package io.btrsend.actors;

import io.btrsend.engine.send.GatheredBatch;
import io.btrsend.engine.send.Gatherer;
import io.btrsend.engine.send.Renderer;
import io.btrsend.engine.send.Resolver;
import io.btrsend.engine.send.SendSession;
import io.btrsend.engine.send.TreeWalk;
import io.btrsend.engine.send.WalkBatch;

/**
 * The engine's stages as the pipeline drives them, and the numbers of what they make. Each stage is
 * only ever given what the one before it made, so what is inside the envelopes is known.
 */
final class EngineStages {
  private final SendSession session;
  private final TreeWalk walk;
  private final Resolver resolver;

  /** The stages of a send that has not begun. */
  EngineStages(SendSession session) {
    this.session = session;
    this.walk = session.walk();
    this.resolver = session.resolver();
  }

  private record Batch(long number, WalkBatch content) implements PipelineStages.Batch {
    @Override
    public int inodes() {
      return content.inodes();
    }
  }

  private record Gathered(long number, GatheredBatch content) implements PipelineStages.Gathered {}

  private record Segment(long number, io.btrsend.engine.send.Segment content)
      implements PipelineStages.Segment {
    @Override
    public int size() {
      return content.size();
    }

    @Override
    public int commandCount() {
      return content.commandCount();
    }
  }

  /**
   * The stages of what is left of the send, numbered from zero again. Only the stages that were
   * asked for last may be used.
   */
  PipelineStages fromHere() {
    return new PipelineStages(
        new Walk(walk),
        () -> gather(session.gatherer()),
        new Resolve(resolver),
        () -> render(session.renderer()));
  }

  private static PipelineStages.Gather gather(Gatherer gatherer) {
    return batch -> new Gathered(batch.number(), gatherer.gather(((Batch) batch).content()));
  }

  private static PipelineStages.Render render(Renderer renderer) {
    return (segment, buffer) -> renderer.render(((Segment) segment).content(), buffer);
  }

  private static final class Walk implements PipelineStages.Walk {
    private final TreeWalk walk;
    private long batches;

    Walk(TreeWalk walk) {
      this.walk = walk;
    }

    @Override
    public PipelineStages.Batch next() {
      WalkBatch batch = walk.next();
      return batch == null ? null : new Batch(batches++, batch);
    }
  }

  private static final class Resolve implements PipelineStages.Resolve {
    private final Resolver resolver;
    private long segments;

    Resolve(Resolver resolver) {
      this.resolver = resolver;
    }

    @Override
    public void accept(PipelineStages.Gathered batch) {
      resolver.accept(((Gathered) batch).content());
    }

    @Override
    public void finish() {
      resolver.finish();
    }

    @Override
    public PipelineStages.Segment poll() {
      io.btrsend.engine.send.Segment segment = resolver.poll();
      return segment == null ? null : new Segment(segments++, segment);
    }
  }
}
