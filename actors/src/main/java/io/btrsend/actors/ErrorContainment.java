package io.btrsend.actors;

import akka.actor.typed.Behavior;
import akka.actor.typed.BehaviorInterceptor;
import akka.actor.typed.TypedActorContext;

/**
 * Contains errors of the virtual machine in an actor. Akka takes such errors for the end of the
 * whole actor system; here they are the end of one send.
 *
 * @param <T> messages of the actor
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
