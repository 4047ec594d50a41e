package io.btrsend.actors;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import io.btrsend.actors.PipelineStages.Batch;

/**
 * Walks the trees as far as its inode credit goes and hands each batch to the workers, who answer
 * to the resolver. One batch a message, so that a stop waits for no more than one.
 */
final class TreeWalker extends AbstractBehavior<TreeWalker.Command> {

  /**
   * What the least batch costs. One that holds few inodes holds many extents of a large file
   * instead, and weighs as much.
   */
  private static final int LEAST_COST = 128;

  /** What a walker can be told. */
  sealed interface Command {}

  /** Walk this many inodes further; the batches, once gathered, are for {@code replyTo}. */
  record GrantInodes(int inodes, ActorRef<PathResolver.Command> replyTo) implements Command {}

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
    return Math.max(LEAST_COST, inodes);
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
    batches++;
    credit -= cost(batch.inodes());
    workers.tell(new WorkQueue.SubmitBatch(batch, resolver));
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
