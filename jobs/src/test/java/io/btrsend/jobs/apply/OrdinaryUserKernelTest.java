package io.btrsend.jobs.apply;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.extent.UnreadableData;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.FilesystemOptions;
import io.btrsend.engine.filesystem.KernelFilesystem;
import io.btrsend.engine.stream.StreamReader;
import io.btrsend.jobs.directory.Loss;
import io.btrsend.jobs.files.DirectoryJob;
import io.btrsend.jobs.files.ExtractOptions;
import io.btrsend.jobs.files.OwnerMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an ordinary user gets is what the kernel shows, but for what is in the list. */
@Tag("kernel")
class OrdinaryUserKernelTest {
  private static final String FILL =
      """
      chmod 755 .
      btrfs -q subvolume create s
      cd s
      mkdir -p a/b closed/below 'odd name'
      for i in $(seq 100); do printf %s $i > a/file$i; done
      dd if=/dev/urandom of=a/data bs=4K count=300 status=none
      cp --reflink=always a/data a/copy
      truncate -s 5M hole
      ln a/data a/b/link
      ln -s /etc/passwd symlink
      mkfifo fifo
      mknod null c 1 3
      mknod disk b 259 70000
      ln null a/null
      echo secret > closed/below/unreadable
      setfattr -n user.text -v 'v=1' a/data
      setfattr -n user.text -v 'v=2' closed/below/unreadable
      setfattr -n trusted.text -v 'v=1' a/data
      setfattr -n security.capability -v 0x0100000200040000000000000000000000000000 a/copy
      setfacl -m u:1234:rw a/file1
      chmod 4755 a/file2
      chmod 2755 a/file3 a/b
      chown 1000:1000 a/file4
      chown 65534:65534 a/file5
      chmod 0000 closed/below/unreadable
      chmod 0444 a/file6
      touch -d '1960-01-01 00:00:00.5' a/file7
      touch -d '2030-02-03 04:05:06.789012345' 'odd name' a/b closed/below
      chmod 0555 closed a
      chmod 0000 closed/below
      cd ..
      btrfs -q subvolume snapshot -r s p1
      echo more >> s/closed/below/unreadable
      echo more > s/closed/below/new
      rm s/a/file8 s/null
      mv s/a/file9 s/closed/file9
      mv s/closed/below s/moved
      cp --reflink=always s/moved/unreadable s/a/file10
      btrfs -q subvolume snapshot -r s p2
      btrfs -q send -f ../1.stream p1
      btrfs -q send -p p1 -f ../2.stream p2
      chmod 644 ../1.stream ../2.stream
      """;

  private static final String ALL = "-naciAXH";

  @TempDir Path directory;
  private KernelFilesystem made;
  private LoopMount target;

  @BeforeEach
  void make() throws IOException {
    KernelFilesystem.requireKernel();
    made = KernelFilesystem.make(directory, 1, "512M", "", FILL);
    target = LoopMount.make(directory, "tmpfs");
    LoopMount.run("chmod", "711", directory.toString());
    LoopMount.run("chown", "65534:65534", target.top().toString());
  }

  @AfterEach
  void unmount() throws IOException {
    if (target != null) {
      target.close();
    }
  }

  @Test
  void appliedAsFarAsTheListSays() throws IOException {
    Losses losses = new Losses();
    List<Path> streams = List.of(directory.resolve("1.stream"), directory.resolve("2.stream"));
    // What is loaded once more as another user cannot be read from everywhere.
    Path asRoot = Files.createDirectory(directory.resolve("root"));
    apply(streams, asRoot, new Losses());
    Unprivileged.run(() -> apply(streams, target.top(), losses));
    compare(ALL, "p1", target.top().resolve("p1"), losses.paths);
    // Files that were moved lack the owners and attributes that they lacked before.
    compare("-ncrlptiHD", "p2", target.top().resolve("p2"), losses.paths);
    assertEquals(
        Set.of(Loss.Kind.OWNER, Loss.Kind.XATTR, Loss.Kind.DEVICE, Loss.Kind.PRIVILEGE),
        losses.kinds);
  }

  private static void apply(List<Path> streams, Path to, Losses losses) throws IOException {
    try (Apply apply = new Apply(to, new ApplyOptions(true, false), losses, true)) {
      for (Path stream : streams) {
        try (StreamReader reader =
            new StreamReader(Files.newInputStream(stream), stream.toString(), Apply.reading())) {
          apply.play(reader);
        }
      }
    }
  }

  @Test
  void extractedAsFarAsTheListSays() throws IOException {
    Losses losses = new Losses();
    Path to = target.top().resolve("p2");
    try (Filesystem filesystem = Filesystem.open(made.images(), FilesystemOptions.defaults())) {
      extract(filesystem, directory.resolve("root"), new Losses());
      compare(ALL, "p2", directory.resolve("root"), Set.of());
      Unprivileged.run(() -> extract(filesystem, to, losses));
    }
    compare(ALL, "p2", to, losses.paths);
  }

  private static void extract(Filesystem filesystem, Path to, Losses losses) throws IOException {
    new DirectoryJob(
            filesystem,
            filesystem.subvolumes().byPath("p2".getBytes(UTF_8)).orElseThrow(),
            UnreadableData.FAIL,
            new ExtractOptions(true, new OwnerMap(List.of()), 2),
            losses,
            new LongAdder())
        .run(List.of(), to);
  }

  /** What differs must be in the list. */
  private void compare(String options, String snapshot, Path actual, Set<String> lost) {
    made.mounted(
        "ro",
        "rsync %s --delete --modify-window=-1 %s/ %s/ > ../differences"
            .formatted(options, snapshot, actual));
    Set<String> differing = new TreeSet<>();
    made.shell("cat differences")
        .lines()
        .forEach(line -> differing.add(line.substring(12).replaceFirst("( [-=]> .*|/)$", "")));
    differing.removeAll(lost);
    // A file with several names is listed by one of them.
    for (Set<String> names : List.of(Set.of("a/data", "a/b/link"), Set.of("null", "a/null"))) {
      if (names.stream().anyMatch(lost::contains)) {
        differing.removeAll(names);
      }
    }
    assertEquals(Set.of(), differing, () -> made.shell("cat differences"));
  }

  private static final class Losses implements ApplyListener {
    private final Set<String> paths = new HashSet<>();
    private final Set<Loss.Kind> kinds = new HashSet<>();
    private final List<String> begun = new ArrayList<>();

    @Override
    public void begins(byte[] name, AppliedSubvolume parent) {
      begun.add(new String(name, UTF_8));
    }

    @Override
    public void completed(AppliedSubvolume subvolume, long commands) {
      assertTrue(begun.contains(new String(subvolume.name(), UTF_8)));
    }

    @Override
    public void lost(Loss loss) {
      paths.add(loss.path().isEmpty() ? "." : loss.path());
      kinds.add(loss.kind());
    }
  }
}
