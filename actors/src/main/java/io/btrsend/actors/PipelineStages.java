package io.btrsend.actors;

import io.btrsend.engine.send.SendReport;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The stages that the actors drive: those of the engine, or others in tests. Each stage object is
 * used by one thread at a time; the values between them are immutable.
 *
 * @param walk the walk
 * @param gather creates the gathering stage of one worker; called from several threads
 * @param resolve the resolver, which makes all decisions
 * @param render creates the rendering stage of one worker; called from several threads
 * @param waits whether stages mostly wait for devices, so that more of them pay off
 */
record PipelineStages(
    Walk walk,
    Supplier<Gather> gather,
    Resolve resolve,
    Supplier<Render> render,
    BooleanSupplier waits) {

  /** Finds the items to send, in order. */
  @FunctionalInterface
  interface Walk {
    /** The next batch; null at the end and from then on. */
    Batch next();
  }

  /** Fetches the facts that the resolver needs about a batch; a pure function. */
  @FunctionalInterface
  interface Gather {
    Gathered gather(Batch batch);
  }

  /** Makes all decisions, in the order of the batches. */
  interface Resolve {
    /** Resolves the next batch; called only after {@link #poll} has returned null. */
    void accept(Gathered batch);

    /** Called after the last batch; further calls have no effect. */
    void finish();

    /** The next segment; null if another batch is needed, or at the end. */
    Segment poll();

    /** Whether {@link #poll} has reached the end. */
    boolean isOver();

    /** The bytes and commands of all segments so far. */
    SendReport report();
  }

  /** Renders the bytes of a segment; a pure function. */
  @FunctionalInterface
  interface Render extends AutoCloseable {
    /** Advances the position of {@code buffer}, which is direct, by the segment's size. */
    void render(Segment segment, ByteBuffer buffer);

    /** Frees its resources; called once, by the thread that renders. */
    @Override
    default void close() {}
  }

  /** A batch of the walk. */
  interface Batch {
    int inodes();
  }

  /** A batch of the walk with the facts that the resolver needs. */
  interface Gathered {}

  /** A part of the stream that is fully decided; at most as large as a pooled buffer. */
  interface Segment {
    /** The bytes of memory that it holds until it is rendered. */
    int heldBytes();
  }
}
