package io.btrsend.actors;

import akka.actor.typed.ActorRef;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The credit that a sink grants the resolver: a segment for each buffer in flight, and another for
 * each that the output has written. What comes back is collected and granted a quarter of all at a
 * time, since each grant wakes a thread. Thread-safe.
 */
final class SegmentCredit {
  private final ActorRef<PathResolver.Command> resolver;
  private final ActorRef<OrderingSink.Command> sink;
  private final int least;
  private final AtomicInteger returned = new AtomicInteger();

  /** Grants the first {@code segments}, which are for {@code sink}. */
  SegmentCredit(
      int segments, ActorRef<PathResolver.Command> resolver, ActorRef<OrderingSink.Command> sink) {
    this.resolver = resolver;
    this.sink = sink;
    this.least = Math.max(1, segments / 4);
    resolver.tell(new PathResolver.GrantSegments(segments, sink));
  }

  /** A segment has been written. */
  void giveBack() {
    if (returned.incrementAndGet() >= least) {
      int granted = returned.getAndSet(0);
      if (granted > 0) {
        resolver.tell(new PathResolver.GrantSegments(granted, sink));
      }
    }
  }
}
