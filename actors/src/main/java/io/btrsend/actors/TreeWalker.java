package io.btrsend.actors;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import io.btrsend.actors.PipelineStages.Batch;

/**
 * Walks the trees as far as its inode credit goes, numbers the batches and hands each to the
 * workers, who answer to the resolver. One batch a message, so that a stop waits for no more than
 * one.
 */
final class TreeWalker extends AbstractBehavior<TreeWalker.Command> {

  /**
   * The lowest cost of a batch, in inodes. One that holds fewer inodes holds many extents of large
   * files instead, and takes as much memory.
   */
  private static final int MIN_COST = 128;

  /** What a walker can be told. */
  sealed interface Command {}

  /** Walk this many inodes further; the batches, once gathered, are for {@code replyTo}. */
  record GrantInodes(long inodes, ActorRef<PathResolver.Command> replyTo) implements Command {}

  private enum Advance implements Command {
    INSTANCE
  }

  private final PipelineStages.Walk walk;
  private final ActorRef<WorkQueue.Command> workers;
  private ActorRef<PathResolver.Command> resolver;
  private long credit;
  private long batches;
  private boolean advancing;
  private boolean ended;

  static Behavior<Command> create(PipelineStages.Walk walk, ActorRef<WorkQueue.Command> workers) {
    return Behaviors.setup(context -> new TreeWalker(context, walk, workers));
  }

  private TreeWalker(
      ActorContext<Command> context,
      PipelineStages.Walk walk,
      ActorRef<WorkQueue.Command> workers) {
    super(context);
    this.walk = walk;
    this.workers = workers;
  }

  /** What a batch takes from the credit, and what the resolver gives back for it. */
  static int cost(int inodes) {
    return Math.max(MIN_COST, inodes);
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(GrantInodes.class, this::onGrantInodes)
        .onMessage(Advance.class, this::onAdvance)
        .build();
  }

  private Behavior<Command> onGrantInodes(GrantInodes grant) {
    resolver = grant.replyTo();
    credit += grant.inodes();
    advanceIfAllowed();
    return this;
  }

  private Behavior<Command> onAdvance(Advance advance) {
    advancing = false;
    Batch batch = walk.next();
    if (batch == null) {
      ended = true;
      resolver.tell(new PathResolver.WalkEnded(batches));
      return this;
    }
    workers.tell(new WorkQueue.SubmitBatch(batches, batch, resolver));
    batches++;
    credit -= cost(batch.inodes());
    advanceIfAllowed();
    return this;
  }

  private void advanceIfAllowed() {
    if (credit > 0 && !advancing && !ended) {
      advancing = true;
      getContext().getSelf().tell(Advance.INSTANCE);
    }
  }
}
