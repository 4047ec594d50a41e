package io.btrsend.jobs.apply;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** A new filesystem of some kind on a loop device, or one in memory, mounted until it is closed. */
final class LoopMount implements AutoCloseable {
  private final Path image;
  private final Path top;

  private LoopMount(Path directory, String kind) throws IOException {
    image = directory.resolve(kind + ".img");
    top = Files.createDirectory(directory.resolve(kind));
  }

  /**
   * Makes one.
   *
   * @param kind tmpfs, or what mkfs and mount call it
   */
  static LoopMount make(Path directory, String kind) throws IOException {
    LoopMount made = new LoopMount(directory, kind);
    if (kind.equals("tmpfs")) {
      run("mount", "-t", "tmpfs", "-o", "size=8g", "tmpfs", made.top.toString());
    } else {
      run("truncate", "-s", "16G", made.image.toString());
      run("mkfs." + kind, "-q", made.image.toString());
      run("mount", "-o", "loop", made.image.toString(), made.top.toString());
    }
    return made;
  }

  Path top() {
    return top;
  }

  /** Runs a command and returns what it prints. */
  static String run(String... command) {
    return run(new byte[0], command);
  }

  /** As {@link #run}, with bytes for its standard input. */
  static String run(byte[] input, String... command) {
    Result result = result(input, command);
    if (result.status() != 0) {
      throw new AssertionError(Arrays.toString(command) + " failed:\n" + result.output());
    }
    return result.output();
  }

  /** How a command ended. */
  record Result(int status, String output) {}

  static Result result(byte[] input, String... command) {
    try {
      Process process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
      Thread feeder =
          new Thread(
              () -> {
                try (var in = process.getOutputStream()) {
                  in.write(input);
                } catch (IOException e) {
                  // The command has ended; its status tells why.
                }
              });
      feeder.start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int status = process.waitFor();
      feeder.join();
      return new Result(status, output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  @Override
  public void close() throws IOException {
    run("umount", top.toString());
    Files.deleteIfExists(image);
  }
}
