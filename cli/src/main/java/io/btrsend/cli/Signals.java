package io.btrsend.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * Signals that end nothing. HotSpot leaves SIGUSR1 and SIGWINCH to the program. The only way to
 * them is {@code sun.misc.Signal}, which every JDK has; it is used by reflection, because the
 * compiler warns of it in a way that cannot be turned off. That takes about 15 ms, so it is for
 * commands that run for long. The launcher has SIGUSR1 ignored until it is handled, so that it ends
 * no command.
 */
final class Signals {
  private Signals() {}

  /**
   * Lets something run, on a thread of its own, whenever a signal arrives.
   *
   * @param name without SIG
   * @return false if the system has no such signal, or the runtime keeps it to itself
   */
  static boolean handle(String name, Runnable handler) {
    return set(
        name,
        (proxy, method, arguments) -> {
          if (method.getDeclaringClass() == Object.class) {
            return method.invoke(handler, arguments);
          }
          handler.run();
          return null;
        });
  }

  private static boolean set(String name, InvocationHandler invocation) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, invocation);
      Method handle = signal.getMethod("handle", signal, handler);
      handle.invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }
}
