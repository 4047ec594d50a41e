package io.btrsend.actors;

import akka.actor.typed.Behavior;
import akka.actor.typed.BehaviorInterceptor;
import akka.actor.typed.TypedActorContext;

/**
 * Contains errors of the virtual machine, such as OutOfMemoryError, in an actor. Akka would stop
 * the whole actor system; here only the send fails.
 *
 * @param <T> the messages of the actor
 */
final class ErrorContainment<T> extends BehaviorInterceptor<T, T> {

  ErrorContainment(Class<T> messages) {
    super(messages);
  }

  @Override
  public Behavior<T> aroundStart(TypedActorContext<T> context, PreStartTarget<T> target) {
    return StageException.contain(() -> target.start(context));
  }

  @Override
  public Behavior<T> aroundReceive(
      TypedActorContext<T> context, T message, ReceiveTarget<T> target) {
    return StageException.contain(() -> target.apply(context, message));
  }
}
