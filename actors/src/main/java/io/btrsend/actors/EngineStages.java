package io.btrsend.actors;

import io.btrsend.engine.send.GatheredBatch;
import io.btrsend.engine.send.Gatherer;
import io.btrsend.engine.send.Renderer;
import io.btrsend.engine.send.Resolver;
import io.btrsend.engine.send.SendSession;
import io.btrsend.engine.send.TreeWalk;
import io.btrsend.engine.send.WalkBatch;

/**
 * The engine's stages as the pipeline drives them. Each stage is only ever given what the one
 * before it made, so what is inside the envelopes is known.
 */
final class EngineStages {
  private EngineStages() {}

  private record Batch(WalkBatch content) implements PipelineStages.Batch {
    @Override
    public long number() {
      return content.number();
    }

    @Override
    public int inodes() {
      return content.inodes();
    }
  }

  private record Gathered(GatheredBatch content) implements PipelineStages.Gathered {
    @Override
    public long number() {
      return content.number();
    }
  }

  private record Segment(io.btrsend.engine.send.Segment content) implements PipelineStages.Segment {
    @Override
    public long number() {
      return content.number();
    }

    @Override
    public int size() {
      return content.size();
    }

    @Override
    public int commandCount() {
      return content.commandCount();
    }
  }

  static PipelineStages of(SendSession session) {
    return new PipelineStages(
        walk(session.walk()),
        () -> gather(session.gatherer()),
        resolve(session.resolver()),
        () -> render(session.renderer()));
  }

  private static PipelineStages.Walk walk(TreeWalk walk) {
    return () -> {
      WalkBatch batch = walk.next();
      return batch == null ? null : new Batch(batch);
    };
  }

  private static PipelineStages.Gather gather(Gatherer gatherer) {
    return batch -> new Gathered(gatherer.gather(((Batch) batch).content()));
  }

  private static PipelineStages.Render render(Renderer renderer) {
    return (segment, buffer) -> renderer.render(((Segment) segment).content(), buffer);
  }

  private static PipelineStages.Resolve resolve(Resolver resolver) {
    return new PipelineStages.Resolve() {
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
        return segment == null ? null : new Segment(segment);
      }
    };
  }
}
