package io.btrsend.engine.image.qemu;

import io.btrsend.engine.ImageAccessException;
import io.btrsend.engine.image.nbd.NbdSource;
import io.btrsend.engine.text.NameText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A qemu-nbd that serves one image read-only on a Unix socket, in a directory that only we can
 * enter. It ends with the last of its clients, so also if this process is killed; else when it is
 * closed, or when the virtual machine ends. Thread-safe.
 */
final class QemuNbd implements AutoCloseable {
  /** Clients at the same time: more than an {@link NbdSource} has connections. */
  private static final int CLIENTS = 16;

  private static final Duration FOR_THE_END = Duration.ofSeconds(2);
  private static final int MOST_SAID = 500;

  private final String image;
  private final Path directory;
  private final String what;
  private final Process process;
  private final Thread atEnd = new Thread(this::stop, "end of qemu-nbd");
  private boolean stopped;

  /**
   * @param image its name in messages
   * @param what is served, as the process was told
   */
  private QemuNbd(String image, Path directory, String what, Process process) {
    this.image = image;
    this.directory = directory;
    this.what = what;
    this.process = process;
  }

  /**
   * Starts the process; it may take a while until it serves.
   *
   * @param program the program, or its name
   * @param image the image's name in messages
   * @throws ImageAccessException if it cannot be started
   */
  static QemuNbd start(String program, String image, ForeignDisk format, Path file) {
    Path directory = privateDirectory(image);
    String what = source(format, file);
    List<String> command =
        List.of(
            program, "--read-only", "--shared=" + CLIENTS, "--socket=" + socket(directory), what);
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(said(directory).toFile())
              .start();
    } catch (IOException e) {
      remove(image, directory);
      throw new ImageAccessException(
          image
              + ": --via-qemu needs the program qemu-nbd (in Debian's package qemu-utils, in"
              + " Fedora's qemu-img), which cannot be started: "
              + reason(e).strip(),
          e);
    }
    QemuNbd server = new QemuNbd(image, directory, what, process);
    try {
      Runtime.getRuntime().addShutdownHook(server.atEnd);
    } catch (IllegalStateException ending) {
      server.stop();
      throw ending;
    }
    return server;
  }

  private static Path privateDirectory(String image) {
    boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    FileAttribute<?>[] ownersOnly =
        posix
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
            }
            : new FileAttribute<?>[0];
    try {
      return Files.createTempDirectory("btrsend-qemu", ownersOnly);
    } catch (IOException e) {
      throw new ImageAccessException(image + ": no place for the socket of qemu-nbd: " + e, e);
    }
  }

  private static Path socket(Path directory) {
    return directory.resolve("socket");
  }

  /** What the process prints. */
  private static Path said(Path directory) {
    return directory.resolve("messages");
  }

  /** The image in QEMU's terms: this format, and no other file, whatever the image names. */
  private static String source(ForeignDisk format, Path file) {
    String driver = Files.isRegularFile(file) ? "file" : "host_device";
    return "json:{\"driver\":\"%s\",\"backing\":null,\"file\":{\"driver\":\"%s\",\"filename\":\"%s\"}}"
        .formatted(format.driver(), driver, escaped(file.toAbsolutePath().toString()));
  }

  /** Text within JSON, of ASCII characters only, which no locale changes. */
  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        escaped.append('\\').append(c);
      } else if (c < ' ' || c > '~') {
        escaped.append(String.format("\\u%04x", (int) c));
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }

  private static String reason(IOException e) {
    String message = String.valueOf(e.getMessage());
    int colon = message.indexOf("\": ");
    return colon < 0 ? message : message.substring(colon + 3);
  }

  /**
   * Connects, as soon as the process serves.
   *
   * @throws ImageAccessException if it ends instead, or does not serve in time
   */
  NbdSource connect(Duration patience) {
    long start = System.nanoTime();
    while (true) {
      boolean ended = !process.isAlive();
      ImageAccessException failure;
      try {
        return NbdSource.open(image, socket(directory));
      } catch (ImageAccessException e) {
        failure = e;
      }
      if (ended) {
        throw new ImageAccessException(
            image + ": cannot be opened: " + lastWords(), failure.getCause());
      }
      if (System.nanoTime() - start > patience.toNanos()) {
        throw new ImageAccessException(
            image + ": cannot be opened: qemu-nbd does not serve it" + colon(said()),
            failure.getCause());
      }
      await(process, Duration.ofMillis(10));
    }
  }

  private String lastWords() {
    String said = said();
    return said.isEmpty()
        ? "qemu-nbd ended with exit status " + process.exitValue()
        : "qemu-nbd: " + said;
  }

  private static String colon(String said) {
    return said.isEmpty() ? "" : ": " + said;
  }

  /** What the process has printed, warnings left out, in one line. */
  private String said() {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(said(directory));
    } catch (IOException e) {
      throw new ImageAccessException(image + ": the messages of qemu-nbd cannot be read: " + e, e);
    }
    String said =
        new String(bytes, StandardCharsets.UTF_8)
            .replace("Failed to blk_new_open '" + what + "': ", "")
            .lines()
            .filter(line -> !line.isBlank() && !line.contains("warning: "))
            .map(line -> line.startsWith("qemu-nbd: ") ? line.substring(10) : line)
            .collect(Collectors.joining("; "));
    return NameText.of(said.substring(0, Math.min(said.length(), MOST_SAID)));
  }

  /** Waits for the end of a process, at most so long; an interruption is put off. */
  private static boolean await(Process process, Duration time) {
    long end = System.nanoTime() + time.toNanos();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return process.waitFor(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private synchronized void stop() {
    if (stopped) {
      return;
    }
    stopped = true;
    process.destroy();
    if (!await(process, FOR_THE_END)) {
      process.destroyForcibly();
      await(process, FOR_THE_END);
    }
    remove(image, directory);
  }

  private static void remove(String image, Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
      Files.delete(directory);
    } catch (IOException | UncheckedIOException e) {
      throw new ImageAccessException(image + ": cannot remove " + directory + ": " + e, e);
    }
  }

  /** Stops the process. If the virtual machine is ending, that is being done already. */
  @Override
  public void close() {
    stop();
    try {
      Runtime.getRuntime().removeShutdownHook(atEnd);
    } catch (IllegalStateException ending) {
      // The hook finds that nothing is left to be stopped.
      return;
    }
  }
}
