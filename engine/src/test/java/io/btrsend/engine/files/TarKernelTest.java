package io.btrsend.engine.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.btrsend.engine.extent.UnreadableData;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.FilesystemOptions;
import io.btrsend.engine.filesystem.KernelFilesystem;
import io.btrsend.engine.filesystem.SubvolumeInfo;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What GNU tar unpacks from an archive is what the kernel shows of the subvolume. */
@Tag("kernel")
class TarKernelTest {
  private static final String FILL =
      """
      btrfs -q subvolume create s
      cd s
      mkdir -p a/b empty
      for i in $(seq 200); do printf %s $i > a/file$i; done
      dd if=/dev/urandom of=a/data bs=4K count=300 status=none
      cp --reflink=always a/data a/copy
      btrfs property set a/b compression zstd
      seq 200000 > a/b/compressed
      truncate -s 5M hole
      truncate -s 900000 middle
      dd if=/dev/urandom of=middle bs=4096 count=3 seek=100 conv=notrunc status=none
      printf tail | dd of=end bs=1 seek=3000000 status=none
      fallocate -l 1M preallocated
      ln middle a/link
      ln -s "$(printf '%0150d' 7)" longlink
      ln -s a/data short
      mkfifo fifo
      mknod null c 1 3
      mknod disk b 259 70000
      touch "$(printf 'a\\377b')" "$(printf 'two\\nlines')" "$(printf '%0220d' 1)" 'back\\slash' ü
      touch -d '1960-01-01 00:00:00.5' ü
      touch -d '2400-02-03 04:05:06.789012345' empty
      chown 3000000:4000000 fifo
      setfattr -n user.text -v 'v=1' middle
      setfattr -n user.odd%name=x -v y middle
      setfattr -n security.capability -v 0x0100000200040000000000000000000000000000 end
      setfacl -m u:1234:rw end
      setfacl -d -m g:77:rx empty
      chmod 4755 end
      cd ..
      btrfs -q subvolume snapshot -r s r
      mkdir x
      """;

  /** Everything that a comparison can see, one line each. */
  private static final String LIST =
      """
      list() (
        cd $1
        find . -printf '%P|%y|%m|%U|%G|%s|%T@|%l|%n|' -exec stat -c '%t:%T' {} \\; | sort -z
        find . -type f -exec sha256sum {} + | sort
        getfattr -R -h -d -m - -e hex . | cat -v
      )
      """;

  @TempDir Path directory;

  @BeforeEach
  void needsTheKernel() {
    KernelFilesystem.requireKernel();
  }

  @Test
  void whatIsUnpackedIsWhatTheKernelShows() throws IOException {
    KernelFilesystem made = KernelFilesystem.make(directory, 1, "512M", "", FILL);
    try (Filesystem filesystem = Filesystem.open(made.images(), FilesystemOptions.defaults())) {
      SubvolumeInfo snapshot = filesystem.subvolumes().byPath("r".getBytes(UTF_8)).orElseThrow();
      assertEquals(List.of(), write(filesystem, snapshot));
    }
    made.mounted(
        "",
        LIST
            + """
            tar -x --xattrs --xattrs-include='*' --numeric-owner -f ../r.tar -C x
            list r > ../expected
            list x > ../unpacked
            du -k --apparent-size r/hole r/middle r/end > /dev/null
            test $(du -k x/hole | cut -f1) -lt 100
            test $(du -k x/middle | cut -f1) -lt 100
            test $(du -k x/end | cut -f1) -lt 100
            """);
    made.shell("diff expected unpacked");
  }

  private List<String> write(Filesystem filesystem, SubvolumeInfo snapshot) throws IOException {
    List<String> lost = new ArrayList<>();
    FileTree tree = new FileTree(filesystem, snapshot);
    try (FileChannel out =
            FileChannel.open(
                directory.resolve("r.tar"),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE);
        FileData data = new FileData(filesystem, tree.subvolume(), UnreadableData.FAIL)) {
      TarWriter tar = new TarWriter(tree, data, out);
      tree.walk(
          tree.top(),
          entry -> {
            if (!tar.add(entry)) {
              lost.add(new String(entry.path(), UTF_8));
            }
            return true;
          });
      tar.finish();
    }
    return lost;
  }
}
