package io.btrsend.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.ImageAccessException;
import io.btrsend.engine.StreamFormatException;
import io.btrsend.engine.stream.Attribute;
import io.btrsend.engine.stream.CommandChecksums;
import io.btrsend.engine.stream.CommandType;
import io.btrsend.engine.stream.CommandWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands that read streams, each run as from a command line. */
class StreamCommandsTest {
  @TempDir private Path directory;

  /** What a command printed, and what it threw to whoever turns that into an exit code. */
  private record Run(int exitCode, String out, Exception thrown) {}

  @Test
  void dumpPrintsOneLineForEachCommand() throws IOException {
    Run run = dump(file(everyName()).toString());
    assertNull(run.thrown());
    assertEquals(1 + 254, run.out().lines().count());
    assertTrue(run.out().contains("mkfile          ./sv/n\\377\n"), run.out());
  }

  @Test
  void dumpPrintsLikeTheReleaseAskedFor() throws IOException {
    String file = file(everyName()).toString();
    assertEquals(dump(file), dump("--progs", "6.9", file));
    assertEquals(2, dump("--progs", "new", file).exitCode());
  }

  @Test
  void dumpAsJsonPrintsOneObjectForEachCommand() throws IOException {
    Run run = dump("--json", file(everyName()).toString());
    assertEquals(1 + 254, run.out().lines().count());
    assertTrue(run.out().lines().allMatch(line -> line.startsWith("{\"number\":")), run.out());
  }

  @Test
  void dumpOfADamagedStreamPrintsTheLinesBeforeTheDamage() throws IOException {
    byte[] damaged = everyName();
    damaged[damaged.length - 11] ^= 1;
    Run run = dump(file(damaged).toString());
    assertInstanceOf(StreamFormatException.class, run.thrown());
    assertEquals(1 + 253, run.out().lines().count());
  }

  @Test
  void verifySaysWhatIsSound() throws IOException {
    Run run = run(new VerifyCommand(), file(everyName()).toString());
    assertNull(run.thrown());
    assertTrue(run.out().endsWith("256 commands, 1 stream, 1 complete subvolume\n"), run.out());
  }

  @Test
  void verifyFailsWithThePlaceOfTheDamage() throws IOException {
    byte[] damaged = everyName();
    damaged[damaged.length - 11] ^= 1;
    Path file = file(damaged);
    Run run = run(new VerifyCommand(), file.toString());
    assertInstanceOf(StreamFormatException.class, run.thrown());
    String place = file + ": command 255 (mkfile) at byte " + (damaged.length - 10 - 28);
    assertTrue(run.thrown().getMessage().startsWith(place), run.thrown().getMessage());
    assertTrue(run.out().endsWith("incomplete: subvolume \"sv\"\n"), run.out());
  }

  @Test
  void statCountsByKind() throws IOException {
    String file = file(everyName()).toString();
    Run run = run(new StatCommand(), file);
    assertTrue(run.out().contains("subvolumes: 1 full, 0 incremental"), run.out());
    assertTrue(run.out().contains("mkfile                    254"), run.out());
    Run json = run(new StatCommand(), "--json", file);
    assertTrue(json.out().startsWith("{\"bytes\":" + everyName().length + ","), json.out());
    assertEquals(2, run(new StatCommand(), "--files", "-1", file).exitCode());
  }

  @Test
  void inputThatCannotBeReadIsNamed() {
    Run directoryRun = run(new VerifyCommand(), directory.toString());
    assertInstanceOf(ImageAccessException.class, directoryRun.thrown());
    assertTrue(directoryRun.thrown().getMessage().startsWith(directory + ": cannot be read"));
    Run missing = run(new StatCommand(), directory.resolve("missing").toString());
    assertInstanceOf(NoSuchFileException.class, missing.thrown());
  }

  @Test
  @Tag("kernel")
  void dumpEqualsThatOfTheInstalledTool() throws Exception {
    Path file = file(everyName());
    Path expected = directory.resolve("expected");
    Process process =
        new ProcessBuilder("btrfs", "receive", "--dump", "-f", file.toString())
            .redirectOutput(expected.toFile())
            .start();
    assertTrue(process.waitFor(1, TimeUnit.MINUTES));
    String text = Files.readString(expected, StandardCharsets.ISO_8859_1);
    assertFalse(text.isEmpty());
    assertEquals(text, dump(file.toString()).out());
  }

  private static Run dump(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Run run = run(new DumpCommand(out), arguments);
    return new Run(run.exitCode(), out.toString(StandardCharsets.ISO_8859_1), run.thrown());
  }

  private static Run run(Object command, String... arguments) {
    StringWriter out = new StringWriter();
    Exception[] thrown = new Exception[1];
    int exitCode =
        new CommandLine(command)
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(new StringWriter()))
            .setExecutionExceptionHandler(
                (exception, line, parsed) -> {
                  thrown[0] = exception;
                  return line.getCommandSpec().exitCodeOnExecutionException();
                })
            .execute(arguments);
    return new Run(exitCode, out.toString(), thrown[0]);
  }

  private Path file(byte[] stream) throws IOException {
    return Files.write(directory.resolve("stream"), stream);
  }

  /** A subvolume with a file for every byte that a name can hold. */
  private static byte[] everyName() {
    CommandWriter writer = new CommandWriter(1);
    writer.begin(CommandType.SUBVOL);
    writer.putBytes(Attribute.PATH, new byte[] {'s', 'v'});
    writer.putUuid(Attribute.UUID, new UUID(1, 2));
    writer.putU64(Attribute.CTRANSID, 9);
    writer.end();
    for (int b = 1; b < 256; b++) {
      if (b != '/') {
        writer.begin(CommandType.MKFILE);
        writer.putBytes(Attribute.PATH, new byte[] {'n', (byte) b});
        writer.putU64(Attribute.INO, 256 + b);
        writer.end();
      }
    }
    writer.begin(CommandType.END);
    writer.end();
    CommandChecksums.stamp(ByteBuffer.wrap(writer.array()), 0, writer.length());
    byte[] header = CommandWriter.streamHeader(1);
    ByteBuffer all = ByteBuffer.allocate(header.length + writer.length());
    return all.put(header).put(writer.array(), 0, writer.length()).array();
  }
}
