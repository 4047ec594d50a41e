package io.btrsend.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.FilesystemOptions;
import io.btrsend.engine.filesystem.KernelFilesystem;
import io.btrsend.engine.filesystem.SubvolumeInfo;
import io.btrsend.engine.tree.TreeBlock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Blocks of a snapshot's tree are destroyed on all devices; btrfs receive takes what is salvaged,
 * and what it makes is compared with the snapshot before the damage.
 */
@Tag("kernel")
class SalvageKernelTest {
  private static final int ROUNDS = Integer.getInteger("btrsend.salvage.rounds", 5);
  private static final long SEED = Long.getLong("btrsend.salvage.seed", 1);

  private static final String SCRIPT =
      """
      btrfs -q subvolume create home
      cd home
      for d in $(seq 30); do
        mkdir -p d$d/sub
        for f in $(seq 20); do head -c $((f * 331)) /dev/urandom > d$d/f$f; done
        ln d$d/f1 d$d/sub/link
        ln -s ../f2 d$d/sub/symlink
        setfattr -n user.x -v value$d d$d/f3
        cp --reflink=always d1/f20 d$d/sub/clone
        mkfifo d$d/fifo
      done
      head -c 3000000 /dev/urandom > large
      cd ..
      btrfs -q subvolume snapshot -r home monday
      rm -r home/d7; echo new > home/new
      btrfs -q subvolume snapshot -r home tuesday
      """;

  /** Prints each path with what it is and a checksum of what it holds. */
  private static final String LIST =
      """
      cd %s; find . -mindepth 1 -printf '%%P\\t%%y %%m %%U:%%G %%n %%l ' \
        \\( -type f -exec sh -c 'echo $(sha256sum < "$1") $(getfattr -d "$1" 2>/dev/null)' - {} \\; \
        -o -printf '\\n' \\)
      """;

  @TempDir private Path directory;

  private static Map<String, String> listed(String output) {
    Map<String, String> files = new HashMap<>();
    String path = null;
    for (String line : output.lines().toList()) {
      int tab = line.indexOf('\t');
      if (line.contains("\t")) {
        path = line.substring(0, tab);
      }
      files.merge(path, line, String::concat);
    }
    return files;
  }

  private static void collect(Filesystem filesystem, TreeBlock block, long id, Set<Long> found) {
    found.add(block.address());
    for (int slot = 0; block.level() > 0 && slot < block.itemCount(); slot++) {
      collect(filesystem, filesystem.blocks().child(block, slot, id), id, found);
    }
  }

  /** Overwrites all copies of up to three blocks that a subvolume's tree has. */
  private static void destroy(KernelFilesystem made, String subvolume, Random random)
      throws IOException {
    List<String> places = new ArrayList<>();
    try (Filesystem filesystem = Filesystem.open(made.images(), FilesystemOptions.defaults())) {
      SubvolumeInfo info =
          filesystem.subvolumes().byPath(subvolume.getBytes(StandardCharsets.UTF_8)).orElseThrow();
      Set<Long> blocks = new HashSet<>();
      collect(filesystem, filesystem.blocks().root(info.root()), info.id(), blocks);
      blocks.remove(info.root().address());
      List<Long> shuffled = new ArrayList<>(blocks);
      Collections.sort(shuffled);
      Collections.shuffle(shuffled, random);
      for (long address : shuffled.subList(0, 1 + random.nextInt(3))) {
        places.addAll(filesystem.volume().describe(address));
      }
    }
    for (String place : places) {
      int end = place.indexOf(" at byte ");
      long at = Long.parseLong(place.substring(end + " at byte ".length()));
      try (FileChannel file =
          FileChannel.open(Path.of(place.substring(0, end)), StandardOpenOption.WRITE)) {
        file.write(ByteBuffer.allocate(4096), at);
      }
    }
  }

  /** The same files, for a target that is not btrfs. */
  private void requireArchive(KernelFilesystem made) throws IOException {
    Path archive = directory.resolve("monday.tar");
    CommandRun run =
        CommandRun.of(
            "extract",
            "--salvage",
            "-s",
            "monday",
            "--tar",
            archive.toString(),
            made.image(1).toString());
    assertEquals(ExitCode.SKIPPED, run.exitCode(), run.err());
    long files = made.shell("tar -tf " + archive).lines().count();
    assertTrue(files > 200 && run.err().contains("lost in the tree of subvolume"), run.err());
    Files.delete(archive);
  }

  private static Set<String> paths(Path report) {
    Set<String> paths = new HashSet<>();
    for (Config file : ConfigFactory.parseFile(report.toFile()).getConfigList("files")) {
      paths.add(file.getIsNull("path") ? "" : file.getString("path"));
    }
    return paths;
  }

  private String[] salvage(KernelFilesystem made, Path stream, Path report, String... selection) {
    List<String> arguments =
        new ArrayList<>(
            List.of("send", "--salvage", "--report", report.toString(), "-f", stream.toString()));
    arguments.addAll(List.of(selection));
    made.images().forEach(image -> arguments.add(image.toString()));
    return arguments.toArray(String[]::new);
  }

  /** How many paths of a subvolume btrfs restore gets as they were. */
  private static int restored(
      KernelFilesystem made, String subvolume, Map<String, String> original) {
    String list =
        "rm -rf restored; mkdir -p restored/"
            + subvolume
            + "; "
            + "yes | btrfs restore -smSxi disk1 restored >/dev/null 2>&1 || :; "
            + LIST.formatted("restored/" + subvolume);
    Map<String, String> found = listed(made.shell(list));
    int same = 0;
    for (Map.Entry<String, String> file : original.entrySet()) {
      same += file.getValue().equals(found.get(file.getKey())) ? 1 : 0;
    }
    return same;
  }

  private int compare(
      Map<String, String> original, Map<String, String> received, Path report, String round) {
    Set<String> listed = paths(report);
    int intact = 0;
    for (Map.Entry<String, String> file : original.entrySet()) {
      boolean isSame = file.getValue().equals(received.get(file.getKey()));
      boolean isUnknown = !received.containsKey(file.getKey()) && listed.contains("");
      assertTrue(
          isSame || isUnknown || listed.contains(file.getKey()),
          () ->
              round
                  + ": "
                  + file.getKey()
                  + " was "
                  + file.getValue()
                  + " and is "
                  + received.get(file.getKey())
                  + ", but is not listed: "
                  + listed);
      intact += isSame ? 1 : 0;
    }
    System.out.println(round + ": " + intact + " of " + original.size() + " intact");
    return intact;
  }

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void whatIsReceivedIsIntactButForWhatIsListed() throws IOException {
    Path source = Files.createDirectory(directory.resolve("source"));
    KernelFilesystem made = KernelFilesystem.make(source, 1, "300M", "-m dup -n 4096", SCRIPT);
    Map<String, String> monday = listed(made.mountedReadOnly(LIST.formatted("monday")));
    Map<String, String> tuesday = listed(made.mountedReadOnly(LIST.formatted("tuesday")));
    assertTrue(monday.size() > 700, () -> "listed " + monday.size());
    Path image = made.images().get(0);
    Path copy = Files.copy(image, directory.resolve("copy"));
    for (int round = 0; round < ROUNDS; round++) {
      Random random = new Random(SEED * 1000 + round);
      Files.write(image, Files.readAllBytes(copy));
      destroy(made, "monday", random);
      Path full = directory.resolve("full");
      Path increment = directory.resolve("increment");
      Path mondaysReport = directory.resolve("monday.json");
      Path tuesdaysReport = directory.resolve("tuesday.json");
      CommandRun first = CommandRun.of(salvage(made, full, mondaysReport, "-s", "monday"));
      assertEquals(ExitCode.SKIPPED, first.exitCode(), first.err());
      CommandRun second =
          CommandRun.of(salvage(made, increment, tuesdaysReport, "-s", "tuesday", "-p", "monday"));
      assertTrue(
          second.exitCode() == ExitCode.SKIPPED || second.exitCode() == ExitCode.SUCCESS,
          second.err());
      requireArchive(made);
      Path target = Files.createDirectory(directory.resolve("target" + round));
      KernelFilesystem received =
          KernelFilesystem.make(
              target,
              1,
              "300M",
              "-n 4096",
              "btrfs -q receive -f ../../full . && btrfs -q receive -f ../../increment .");
      String name = "round " + round + " of seed " + SEED;
      int intact =
          compare(
              monday,
              listed(received.mountedReadOnly(LIST.formatted("monday"))),
              mondaysReport,
              name + ", monday");
      int restored = restored(made, "monday", monday);
      System.out.println(name + ": btrfs restore gets " + restored);
      assertTrue(intact >= restored, name);
      compare(
          tuesday,
          listed(received.mountedReadOnly(LIST.formatted("tuesday"))),
          tuesdaysReport,
          name + ", tuesday");
      Files.delete(received.images().get(0));
      Files.delete(full);
      Files.delete(increment);
      Files.delete(mondaysReport);
      Files.delete(tuesdaysReport);
    }
  }
}
