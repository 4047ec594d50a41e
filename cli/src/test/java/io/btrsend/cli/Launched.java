package io.btrsend.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The program started by a copy of the launcher, with its options for Java, in a place where
 * nothing is left to build: its jar only refers to the classes that are being tested.
 */
final class Launched {
  private static final int TIMEOUT_SECONDS = 60;

  private final Path home;
  private final Path place;
  private final Class<?> main;

  /**
   * Makes the copy.
   *
   * @param directory for the copy and what the processes leave
   * @param main whose main method is the program
   */
  static Launched in(Path directory, Class<?> main) throws IOException {
    Launched launched = new Launched(directory, main);
    launched.make();
    return launched;
  }

  private Launched(Path directory, Class<?> main) {
    home = directory.resolve("home");
    place = directory.resolve("place");
    this.main = main;
  }

  private void make() throws IOException {
    Path target = Files.createDirectories(home.resolve("cli/target"));
    Files.createDirectory(place);
    for (String name : List.of("btrsend", "java-options")) {
      Path original = Path.of("..").resolve(name).toRealPath();
      Files.copy(original, home.resolve(name), StandardCopyOption.COPY_ATTRIBUTES);
    }
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, main.getName());
    manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath());
    // As in the program's own archive, for the decoder of zstd.
    manifest.getMainAttributes().putValue("Enable-Native-Access", "ALL-UNNAMED");
    new JarOutputStream(Files.newOutputStream(target.resolve("btrsend-cli-1.0.0.jar")), manifest)
        .close();
    // An archive that is empty is not used.
    Files.createFile(target.resolve("classes-" + System.getProperty("java.version") + ".jsa"));
  }

  private static String classPath() {
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Stream.of(path.split(":", -1))
        .map(entry -> Path.of(entry).toUri().toString())
        .collect(Collectors.joining(" "));
  }

  /** The working directory of the processes. */
  Path place() {
    return place;
  }

  Path error() {
    return home.resolve("stderr.txt");
  }

  /** Signals are back at their default, which they are not below a shell's background job. */
  ProcessBuilder command(String... arguments) {
    List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
    command.add(home.resolve("btrsend").toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("TMPDIR", home.toString());
    builder.redirectError(error().toFile());
    builder.directory(place.toFile());
    return builder;
  }

  /** As {@link #command}, by way of a shell that first does something else. */
  ProcessBuilder commandAfter(String preparation, String... arguments) {
    ProcessBuilder builder = command(arguments);
    List<String> command =
        new ArrayList<>(List.of("sh", "-c", preparation + "; exec \"$@\"", "sh"));
    command.addAll(builder.command());
    return builder.command(command);
  }

  /** Waits for the end of a process, which said one line that contains a text, or nothing. */
  void assertEnded(Process process, int exitCode, String message) throws Exception {
    assertTrue(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS), "still running");
    String err = Files.readString(error());
    assertEquals(exitCode, process.exitValue(), err);
    assertEquals(message.isEmpty() ? 0 : 1, err.lines().count(), err);
    assertTrue(err.contains(message), err);
  }

  List<String> left() throws IOException {
    try (Stream<Path> files = Files.list(place)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
