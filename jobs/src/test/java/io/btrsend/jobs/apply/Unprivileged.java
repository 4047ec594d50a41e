package io.btrsend.jobs.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import io.btrsend.engine.filesystem.KernelFilesystem;
import java.io.IOException;
import java.util.Map;

/**
 * Lets the current thread, and those that it starts, be an ordinary user. The system call is for a
 * thread; the function of the C library would be for all.
 */
final class Unprivileged {
  /** Nobody. */
  static final int ID = 65534;

  private static final Map<String, Integer> SETRESUID = Map.of("amd64", 117, "aarch64", 147);
  private static final Map<String, Integer> SETRESGID = Map.of("amd64", 119, "aarch64", 149);
  private static final Function SYSCALL = NativeLibrary.getInstance("c").getFunction("syscall");

  private Unprivileged() {}

  /** What an ordinary user does. */
  interface Action {
    void run() throws IOException;
  }

  static void run(Action action) throws IOException {
    KernelFilesystem.requireKernel();
    assumeTrue(SETRESUID.containsKey(architecture()), "SKIPPED: unknown system calls");
    become(ID);
    try {
      action.run();
    } finally {
      become(0);
    }
  }

  private static String architecture() {
    return System.getProperty("os.arch");
  }

  private static void become(int id) {
    if (id != 0) {
      set(SETRESGID, id);
    }
    set(SETRESUID, id);
    if (id == 0) {
      set(SETRESGID, id);
    }
  }

  private static void set(Map<String, Integer> call, int id) {
    long result =
        SYSCALL.invokeInt(new Object[] {(long) call.get(architecture()), -1L, (long) id, -1L});
    assertEquals(0, result);
  }
}
