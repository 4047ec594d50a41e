package io.btrsend.actors;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import io.btrsend.actors.PipelineStages.Batch;

/**
 * Walks the trees as far as its inode credit allows, numbers the batches and submits them to the
 * workers, which send the results to the resolver. It walks one batch per message, so a stop waits
 * for at most one batch.
 */
final class TreeWalker extends AbstractBehavior<TreeWalker.Command> {

  /**
   * The minimum cost of a batch, in inodes. A batch with fewer inodes has many extents of large
   * files instead and takes as much memory.
   */
  private static final int MIN_COST = 128;

  /** The messages of the walker. */
  sealed interface Command {}

  /** Walk this many further inodes; the gathered batches go to {@code replyTo}. */
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

  /** The credit that a batch consumes, and that the resolver returns for it. */
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
