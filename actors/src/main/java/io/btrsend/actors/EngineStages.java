package io.btrsend.actors;

import io.btrsend.engine.send.ExpectedReads;
import io.btrsend.engine.send.SendReport;
import io.btrsend.engine.send.SendSession;
import io.btrsend.engine.send.gather.GatheredBatch;
import io.btrsend.engine.send.gather.Gatherer;
import io.btrsend.engine.send.render.Renderer;
import io.btrsend.engine.send.resolve.Resolver;
import io.btrsend.engine.send.walk.TreeWalk;
import io.btrsend.engine.send.walk.WalkBatch;
import java.nio.ByteBuffer;

/**
 * Adapts the engine's stages to the pipeline. Each stage receives only values that the previous one
 * made, so the casts are safe.
 */
final class EngineStages {
  private EngineStages() {}

  private record Batch(WalkBatch content) implements PipelineStages.Batch {
    @Override
    public int inodes() {
      return content.inodes();
    }
  }

  private record Gathered(GatheredBatch content) implements PipelineStages.Gathered {}

  private record Segment(io.btrsend.engine.send.render.Segment content)
      implements PipelineStages.Segment {
    @Override
    public int heldBytes() {
      return content.heldBytes();
    }
  }

  /** The stages of a whole send. */
  static PipelineStages of(SendSession session) {
    return of(session, session.walk(), session.resolver());
  }

  /** The stages of the rest of a send, which continues with the given walk and resolver. */
  static PipelineStages of(SendSession session, TreeWalk walk, Resolver resolver) {
    ExpectedReads ofSegments = session.expectedReads();
    return new PipelineStages(
        walk(walk, session.expectedReads()),
        () -> gather(session.gatherer()),
        new Resolve(resolver, ofSegments),
        () -> new Render(session.renderer()),
        ofSegments::isUseful);
  }

  private static PipelineStages.Walk walk(TreeWalk walk, ExpectedReads expected) {
    return () -> {
      WalkBatch batch = walk.next();
      if (batch == null) {
        return null;
      }
      expected.expect(batch);
      return new Batch(batch);
    };
  }

  private static PipelineStages.Gather gather(Gatherer gatherer) {
    return batch -> new Gathered(gatherer.gather(((Batch) batch).content()));
  }

  private record Render(Renderer renderer) implements PipelineStages.Render {
    @Override
    public void render(PipelineStages.Segment segment, ByteBuffer buffer) {
      renderer.render(((Segment) segment).content(), buffer);
    }

    @Override
    public void close() {
      renderer.close();
    }
  }

  private record Resolve(Resolver resolver, ExpectedReads expected)
      implements PipelineStages.Resolve {
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
      io.btrsend.engine.send.render.Segment segment = resolver.poll();
      if (segment == null) {
        return null;
      }
      expected.expect(segment);
      return new Segment(segment);
    }

    @Override
    public boolean isOver() {
      return resolver.isOver();
    }

    @Override
    public SendReport report() {
      return resolver.report();
    }
  }
}
