package io.btrsend.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.stream.Attribute;
import io.btrsend.engine.stream.CommandChecksums;
import io.btrsend.engine.stream.CommandType;
import io.btrsend.engine.stream.CommandWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that read streams, each run as from a command line. */
class StreamCommandsTest {
  @TempDir private Path directory;

  @Test
  void dumpPrintsOneLineForEachCommand() throws IOException {
    CommandRun run = dump(file(everyName()).toString());
    assertEquals(ExitCode.SUCCESS, run.exitCode(), run.err());
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
    CommandRun run = dump("--json", file(everyName()).toString());
    assertEquals(1 + 254, run.out().lines().count());
    assertTrue(
        run.out().lines().allMatch(line -> line.startsWith("{\"version\":1,\"number\":")),
        run.out());
  }

  @Test
  void dumpOfADamagedStreamPrintsTheLinesBeforeTheDamage() throws IOException {
    byte[] damaged = everyName();
    damaged[damaged.length - 11] ^= 1;
    CommandRun run = dump(file(damaged).toString());
    assertEquals(ExitCode.STREAM, run.exitCode());
    assertTrue(run.err().contains("the checksum stored is"));
    assertEquals(1 + 253, run.out().lines().count());
  }

  @Test
  void verifySaysWhatIsSound() throws IOException {
    CommandRun run = CommandRun.of("verify", file(everyName()).toString());
    assertEquals(ExitCode.SUCCESS, run.exitCode(), run.err());
    assertTrue(run.out().endsWith("256 commands, 1 stream, 1 complete subvolume\n"), run.out());
  }

  @Test
  void verifyFailsWithThePlaceOfTheDamage() throws IOException {
    byte[] damaged = everyName();
    damaged[damaged.length - 11] ^= 1;
    Path file = file(damaged);
    CommandRun run = CommandRun.of("verify", file.toString());
    assertEquals(ExitCode.STREAM, run.exitCode());
    String place = file + ": command 255 (mkfile) at byte " + (damaged.length - 10 - 28);
    assertTrue(run.err().startsWith("btrsend: " + place), run.err());
    assertTrue(run.out().endsWith("incomplete: subvolume \"sv\"\n"), run.out());
  }

  @Test
  void statCountsByKind() throws IOException {
    String file = file(everyName()).toString();
    CommandRun run = CommandRun.of("stat", file);
    assertTrue(run.out().contains("subvolumes: 1 full, 0 incremental"), run.out());
    assertTrue(run.out().contains("mkfile                    254"), run.out());
    CommandRun json = CommandRun.of("stat", "--json", file);
    assertTrue(
        json.out().startsWith("{\"version\":1,\"bytes\":" + everyName().length + ","), json.out());
    assertEquals(ExitCode.USAGE, CommandRun.of("stat", "--files", "-1", file).exitCode());
  }

  @Test
  void inputThatCannotBeReadIsNamed() {
    CommandRun unreadable = CommandRun.of("verify", directory.toString());
    assertEquals(ExitCode.IO, unreadable.exitCode());
    assertTrue(
        unreadable.err().startsWith("btrsend: " + directory + ": cannot be read"),
        unreadable.err());
    String missing = directory.resolve("missing").toString();
    assertEquals(ExitCode.IO, CommandRun.of("dump", missing).exitCode());
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

  /** A character for each byte. */
  private static CommandRun dump(String... arguments) {
    return CommandRun.of(
        StandardCharsets.ISO_8859_1,
        Stream.concat(Stream.of("dump"), Stream.of(arguments)).toArray(String[]::new));
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
    byte[] header = CommandWriter.streamHeader(1);
    ByteBuffer all = ByteBuffer.allocate(header.length + writer.length()).put(header);
    CommandChecksums.putStamped(writer.array(), 0, writer.length(), all);
    return all.array();
  }
}
