package io.btrsend.actors;

import io.btrsend.engine.send.SendReport;
import java.nio.ByteBuffer;
import java.util.function.Supplier;

/**
 * What the actors drive: the engine's stages, or others in their place. Each stage object is used
 * by one thread at a time; what travels between them is immutable.
 *
 * @param walk the one walk
 * @param gather makes the gathering stage of one worker; called from several threads
 * @param resolve the one owner of the decisions
 * @param render makes the rendering stage of one worker; called from several threads
 */
record PipelineStages(
    Walk walk, Supplier<Gather> gather, Resolve resolve, Supplier<Render> render) {

  /** Finds what is to be sent, in order. */
  @FunctionalInterface
  interface Walk {
    /** The next batch; null at the end, however often it is asked for. */
    Batch next();
  }

  /** Fetches what the decisions about a batch will need; a pure function. */
  @FunctionalInterface
  interface Gather {
    Gathered gather(Batch batch);
  }

  /** Makes every decision, in the order of the batches. */
  interface Resolve {
    /** Takes the next batch; only after {@link #poll} has returned null. */
    void accept(Gathered batch);

    /** The last batch has been accepted. Saying so again changes nothing. */
    void finish();

    /** The next segment; null if a further batch is needed, or at the end. */
    Segment poll();

    /** Whether {@link #poll} has come to the end. */
    boolean isOver();

    /** What all segments so far hold. */
    SendReport report();
  }

  /** Makes the bytes of a segment; a pure function. */
  @FunctionalInterface
  interface Render extends AutoCloseable {
    /** Advances the position of {@code buffer}, which is direct, by the segment's size. */
    void render(Segment segment, ByteBuffer buffer);

    /** Frees what it holds; called once, by the thread that renders. */
    @Override
    default void close() {}
  }

  /** A slice of the walk. */
  interface Batch {
    int inodes();
  }

  /** A slice of the walk with all that the decisions about it need. */
  interface Gathered {}

  /** A slice of the stream whose every decision is made; not larger than a pooled buffer. */
  interface Segment {
    /** Bytes of memory that it holds until it is rendered. */
    int heldBytes();
  }
}
