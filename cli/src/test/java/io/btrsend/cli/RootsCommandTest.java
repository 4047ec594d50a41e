package io.btrsend.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.format.Superblock;
import io.btrsend.engine.testing.LostTreeRoot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RootsCommandTest {
  private static final int SECTOR = 512;
  private static final int START = 1 << 20;
  private static final int MBR_ENTRY = 446;
  private static final byte LINUX = (byte) 0x83;

  @TempDir private Path directory;

  private String image() throws IOException {
    return LostTreeRoot.unpack(directory.resolve("disk.img")).toString();
  }

  private byte[] sent(String image, String root) throws IOException {
    Path stream = directory.resolve("stream");
    CommandRun run =
        CommandRun.of(
            "send", "-f", stream.toString(), "-s", LostTreeRoot.SNAPSHOT, "--root=" + root, image);
    assertEquals(ExitCode.SUCCESS, run.exitCode(), run.err());
    return Files.readAllBytes(stream);
  }

  private static List<String> states(CommandRun run) {
    return run.out()
        .lines()
        .dropWhile(line -> !line.startsWith("ROOT "))
        .skip(1)
        .map(line -> line.replaceAll(" +", " "))
        .map(line -> line.replaceAll("(unusable): .*", "$1"))
        .toList();
  }

  @Test
  void theRootsAreListedWithTheirStates() throws IOException {
    CommandRun run = CommandRun.of("roots", image());
    assertEquals(ExitCode.SUCCESS, run.exitCode(), run.err());
    assertEquals(
        List.of(
            "current,backup:0 9 0 30867456 - 0 unusable",
            "backup:3 8 0 30769152 2026-11-27T04:59:10Z 3 complete",
            "backup:2 7 0 30457856 2026-11-27T04:59:10Z 3 complete",
            "backup:1 6 0 30588928 2026-11-27T04:59:10Z 1 complete"),
        states(run));
    assertTrue(run.out().contains(" at byte 65536: generation 9, sound\n"), run.out());
  }

  @Test
  void withAutoTheStreamIsThatOfTheUndamagedFilesystem() throws IOException {
    assertArrayEquals(LostTreeRoot.kernelStream(), sent(image(), "auto"));
  }

  @Test
  void aRootThatAScanFoundGivesTheStreamToo() throws IOException {
    String image = image();
    LostTreeRoot.forgetBackupRoots(Path.of(image));
    CommandRun without = CommandRun.of("roots", image);
    assertEquals(ExitCode.IMAGE, without.exitCode(), without.out());
    CommandRun run = CommandRun.of("roots", "--scan", image);
    assertEquals(ExitCode.SUCCESS, run.exitCode(), run.err());
    String root = "bytenr:" + LostTreeRoot.COMPLETE_ROOT;
    assertTrue(
        states(run).contains(root + " 8 0 30769152 2026-11-27T04:59:10Z 3 complete"), run.out());
    assertArrayEquals(LostTreeRoot.kernelStream(), sent(image, root));
  }

  @Test
  void aScanFileIsWrittenOnceAndReadThen() throws IOException {
    String image = image();
    Path file = directory.resolve("scan");
    CommandRun first = CommandRun.of("roots", "--scan-file", file.toString(), image);
    assertEquals(ExitCode.SUCCESS, first.exitCode(), first.err());
    byte[] kept = Files.readAllBytes(file);
    CommandRun second = CommandRun.of("roots", "--scan-file", file.toString(), image);
    assertEquals(first, second);
    assertArrayEquals(kept, Files.readAllBytes(file));
  }

  @Test
  void aScanFileNeverTakesThePlaceOfAnImage() throws IOException {
    String image = image();
    CommandRun run = CommandRun.of("roots", "--scan-file", image, image);
    assertEquals(ExitCode.REFUSED, run.exitCode(), run.err());
    assertTrue(run.err().contains("is no file of a scan that can be used"), run.err());
    assertEquals(ExitCode.SUCCESS, CommandRun.of("roots", image).exitCode());
  }

  @Test
  void asJsonThereIsOneObjectForEachSuperblockAndRoot() throws IOException {
    List<String> lines = CommandRun.of("roots", "--json", "--scan", image()).out().lines().toList();
    assertTrue(
        lines.get(0).startsWith("{\"version\":1,\"type\":\"superblock\",\"image\":"), lines.get(0));
    assertTrue(lines.get(2).startsWith("{\"version\":1,\"type\":\"scan\",\"devices\":[{"));
    assertTrue(
        lines.contains(
            "{\"version\":1,\"type\":\"root\",\"option\":\"backup:3\",\"names\":[\"backup:3\"],"
                + "\"recorded\":true,\"generation\":8,\"level\":0,\"bytenr\":30769152,"
                + "\"time\":1795755550,\"state\":\"complete\",\"subvolumes\":3,\"problems\":[]}"),
        lines.toString());
  }

  @Test
  void anOrdinaryCommandThatFindsTheDamagePointsToTheRoots() throws IOException {
    for (String command : List.of("list", "info", "scrub", "send")) {
      CommandRun run = CommandRun.of(command, image());
      assertEquals(ExitCode.IMAGE, run.exitCode(), run.err());
      assertTrue(run.err().endsWith("; try: btrsend roots IMAGE...\n"), run.err());
      Files.delete(directory.resolve("disk.img"));
    }
  }

  @Test
  void aPartitionWithoutItsFirstSuperblockIsFoundByTheSecond() throws IOException {
    Path disk = LostTreeRoot.unpack(directory.resolve("disk.img"), START);
    ByteBuffer table = ByteBuffer.allocate(SECTOR).order(ByteOrder.LITTLE_ENDIAN);
    table.put(MBR_ENTRY + 4, LINUX);
    table.putInt(MBR_ENTRY + 8, START / SECTOR);
    table.putInt(MBR_ENTRY + 12, (int) ((Files.size(disk) - START) / SECTOR));
    table.putShort(SECTOR - 2, (short) 0xaa55);
    try (FileChannel file = FileChannel.open(disk, StandardOpenOption.WRITE)) {
      file.write(table, 0);
      file.write(ByteBuffer.allocate(Superblock.LENGTH), START + Superblock.copyOffset(0));
    }
    CommandRun run = CommandRun.of("list", "--root=auto", disk.toString());
    assertEquals(ExitCode.SUCCESS, run.exitCode(), run.err());
    assertTrue(run.err().contains("@p1: used a mirror of the superblock"), run.err());
    assertTrue(run.out().contains(" /" + LostTreeRoot.SNAPSHOT + "\n"), run.out());
  }
}
