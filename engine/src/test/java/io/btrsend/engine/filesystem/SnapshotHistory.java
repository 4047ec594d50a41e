package io.btrsend.engine.filesystem;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A filesystem with snapshots of two subvolumes that change between them: data, renames, reflinks,
 * deletions, directories that move. One snapshot is of a nested subvolume, and one was received.
 */
public final class SnapshotHistory {
  private static final long SEED = 7;

  /** Arguments: the number of the first snapshot, that of the last, a seed. */
  private static final String CHANGE =
      """
      pick() { ls $1 | grep -v -e '^b$' -e link | shuf -n 1 --random-source=<(yes $RANDOM); }
      data() { head -c $1 <(openssl enc -aes-128-ctr -pass pass:$RANDOM -nosalt < /dev/zero 2>/dev/null); }
      RANDOM=$(($3 + $1))
      if [ $1 = 1 ]; then
        mkdir snapshots received daily
        for s in home root; do
          btrfs -q subvolume create $s
          mkdir -p $s/a/b $s/c
          for i in $(seq 40); do data $((RANDOM % 60000)) > $s/a/f$i; done
          for i in $(seq 10); do data $((RANDOM * 9)) > $s/c/g$i; done
          for i in $(seq 200); do echo "small $i" > $s/a/b/s$i; done
          btrfs property set $s/c compression zstd
          seq 100000 > $s/c/text
        done
        btrfs -q subvolume create home/nested
        echo inner > home/nested/file
      fi
      for n in $(seq $1 $2); do
        s=home; [ $((n % 3)) != 0 ] || s=root
        for k in 1 2 3 4 5 6; do
          case $((RANDOM % 7)) in
            0) data $((RANDOM * 2)) > $s/c/new$n.$k ;;
            1) mv $s/a/$(pick $s/a) $s/c/moved$n.$k ;;
            2) cp --reflink=always $s/c/$(pick $s/c) $s/a/b/copy$n.$k || : ;;
            3) rm -f $s/a/b/$(pick $s/a/b) ;;
            4) data $RANDOM | dd of=$s/c/$(pick $s/c) conv=notrunc seek=$((RANDOM % 20)) bs=4K status=none ;;
            5) mkdir $s/d$n.$k; mv $s/a/b $s/d$n.$k; mkdir $s/a/b; mv $s/d$n.$k/b/* $s/a/b ;;
            6) setfattr -n user.n$k -v $n $s/a; ln -s "target $n" $s/c/link$n.$k ;;
          esac
        done
        btrfs -q subvolume snapshot -r $s snapshots/$s.$(printf %03d $n)
      done
      if [ $1 = 1 ]; then
        btrfs -q subvolume snapshot -r home/nested snapshots/nested
        btrfs -q subvolume snapshot -r home daily/home.001
        btrfs -q send snapshots/home.001 | btrfs -q receive received
        btrfs -q send -p snapshots/home.001 snapshots/home.002 | btrfs -q receive received
      fi
      """;

  private final Path directory;
  private final KernelFilesystem filesystem;
  private int count;

  private SnapshotHistory(Path directory, KernelFilesystem filesystem, int count) {
    this.directory = directory;
    this.filesystem = filesystem;
    this.count = count;
  }

  /**
   * Makes one with so many snapshots, one of the nested subvolume, one that has the name of
   * another, and two that were received.
   */
  public static SnapshotHistory make(Path directory, int count) throws IOException {
    Files.writeString(directory.resolve("change"), CHANGE);
    KernelFilesystem filesystem =
        KernelFilesystem.make(directory, 1, "2G", "", "bash -eu ../change 1 " + count + " " + SEED);
    return new SnapshotHistory(directory, filesystem, count);
  }

  /** Makes further snapshots up to a number. */
  public void grow(int last) {
    filesystem.mounted("", "bash -eu ../change " + (count + 1) + " " + last + " " + SEED);
    count = last;
  }

  /** The image of it. */
  public Path image() {
    return filesystem.image(1);
  }

  /** The filesystem itself, for shell commands. */
  public KernelFilesystem filesystem() {
    return filesystem;
  }

  /**
   * Restores every read-only subvolume and compares it with the original by rsync, but for the
   * times of directories: the kernel's own incremental streams leave some of the top directory as
   * well.
   *
   * @param commands of the shell, run beside the mounted originals, that restore the snapshot
   *     {@code $1} into the directory {@code $2} or to where the script of the document does
   */
  public void assertRestored(String commands) throws IOException {
    assertRestored(commands, "");
  }

  /** As {@link #assertRestored(String)}, of the paths that match an expression. */
  public void assertRestored(String commands, String paths) throws IOException {
    Path target = Files.createDirectory(directory.resolve("target"));
    Files.writeString(target.resolve("restore-one"), commands.replace("../", "../../"));
    KernelFilesystem made = KernelFilesystem.make(target, 1, "3G", "", "mkdir restored");
    filesystem.mountedReadOnly(
        """
        cd ../target
        mkdir -p there
        mount -o loop %s there
        trap 'cd /; umount '$PWD/there EXIT
        originals=$PWD/../mnt
        cd there
        for path in $(btrfs subvolume list -r $originals | sed 's/.* path //' | grep -e '%s'); do
          name=$(basename $path)
          uuid=$(btrfs subvolume show $originals/$path | sed -n 's/^\\s*UUID:\\s*//p')
          bash -eu ../restore-one "$path" restored/$uuid-x
          copy=$(ls -d restored/$uuid-*/$name restored/$name 2>/dev/null | head -n 1)
          rsync -aHAXOc -n -i --delete --numeric-ids --exclude=/nested $originals/$path/ $copy/ > ../differences
          if [ -s ../differences ]; then echo "$path:"; cat ../differences; exit 1; fi
        done
        """
            .formatted(made.image(1), paths));
  }
}
