package io.btrsend.cli;

import io.btrsend.jobs.output.AbandonedOutputException;
import io.btrsend.jobs.output.Output;
import io.btrsend.jobs.output.Outputs;
import io.btrsend.jobs.output.StorageClaims;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;

/**
 * A program that writes two outputs, the second of which takes its time to be complete: until a
 * byte arrives on standard input. With a second argument, the process takes its time after the
 * commit.
 */
final class InterruptedCommit {
  private InterruptedCommit() {}

  public static void main(String[] arguments) throws IOException {
    Interruption interruption = Interruption.watch(StandardError.ofProcess());
    try (Outputs outputs = new Outputs()) {
      interruption.guard(outputs);
      outputs.open(new StorageClaims(), List.of(Path.of(arguments[0])));
      outputs.get(0).write(new byte[1000]);
      boolean late = arguments.length > 1;
      outputs.add(new SlowOutput(late));
      outputs.commit();
      if (late) {
        SlowOutput.await();
      }
    } catch (AbandonedOutputException e) {
      interruption.end(ExitCode.INTERRUPTED);
    }
    interruption.end(ExitCode.SKIPPED);
  }

  /** Is completed when a byte arrives, or at once. */
  private static final class SlowOutput extends Output {
    private final boolean fast;

    SlowOutput(boolean fast) {
      this.fast = fast;
    }

    static void await() throws IOException {
      System.out.println("ready");
      if (System.in.read() < 0) {
        throw new IOException("no byte");
      }
    }

    @Override
    public FileChannel channel() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void complete() throws IOException {
      if (!fast) {
        await();
      }
    }

    @Override
    public void publish() {}

    @Override
    public void discard() {}

    @Override
    public void close() {}
  }
}
