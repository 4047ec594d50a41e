package io.btrsend.actors;

import akka.actor.typed.Behavior;
import akka.actor.typed.BehaviorInterceptor;
import akka.actor.typed.TypedActorContext;

/**
 * Turns errors of the virtual machine (no memory, too deep a recursion, a native library that
 * cannot be loaded) into an exception. Akka takes such errors for the end of the whole actor
 * system; here they are the end of one send.
 *
 * @param <T> messages of the actor
 */
final class ErrorContainment<T> extends BehaviorInterceptor<T, T> {

  ErrorContainment(Class<T> messages) {
    super(messages);
  }

  @Override
  public Behavior<T> aroundStart(TypedActorContext<T> context, PreStartTarget<T> target) {
    try {
      return target.start(context);
    } catch (VirtualMachineError | LinkageError e) {
      throw new StageException(e);
    }
  }

  @Override
  public Behavior<T> aroundReceive(
      TypedActorContext<T> context, T message, ReceiveTarget<T> target) {
    try {
      return target.apply(context, message);
    } catch (VirtualMachineError | LinkageError e) {
      throw new StageException(e);
    }
  }
}
