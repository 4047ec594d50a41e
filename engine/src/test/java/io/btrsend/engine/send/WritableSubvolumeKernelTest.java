package io.btrsend.engine.send;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.SendException;
import io.btrsend.engine.SendException.Reason;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.FilesystemOptions;
import io.btrsend.engine.filesystem.KernelFilesystem;
import io.btrsend.engine.filesystem.SubvolumeInfo;
import io.btrsend.engine.filesystem.Subvolumes;
import io.btrsend.engine.stream.Attribute;
import io.btrsend.engine.stream.CommandType;
import io.btrsend.engine.stream.StreamCommand;
import io.btrsend.engine.stream.StreamReader;
import io.btrsend.engine.stream.StreamReaderOptions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A writable subvolume is sent as the kernel sends a snapshot of it that is taken now. */
@Tag("kernel")
class WritableSubvolumeKernelTest {
  private static final String FILL =
      """
      fill() {
        mkdir -p $1/a/b
        for i in $(seq 300); do echo $i > $1/a/file$i; done
        dd if=/dev/urandom of=$1/big bs=64K count=20 status=none
        cp --reflink=always $1/big $1/a/copy
        ln $1/big $1/a/b/link
        ln -s nowhere $1/a/symlink
        mkfifo $1/a/fifo
        setfattr -n user.colour -v blue $1/a/b
        truncate -s 1M $1/hole
        btrfs subvolume create $1/a/nested
        echo inside > $1/a/nested/file
        echo gone > $1/removed
        rm $1/removed $1/a/file7
      }
      """;

  @TempDir Path directory;

  @BeforeEach
  void needsTheKernel() {
    KernelFilesystem.requireKernel();
  }

  @Test
  void aSubvolumeAndTheTopLevelAreSentLikeTheirSnapshots() throws IOException {
    KernelFilesystem made =
        KernelFilesystem.make(
            directory,
            1,
            "512M",
            "",
            FILL
                + """
                btrfs subvolume create home
                fill home
                fill .
                sync
                btrfs subvolume snapshot -r home home-snapshot
                btrfs subvolume snapshot -r . top-snapshot
                """);
    made.mountedReadOnly(
        "btrfs -q send -f ../home.stream home-snapshot;"
            + " btrfs -q send -f ../top.stream top-snapshot");
    try (Filesystem filesystem = Filesystem.open(made.images(), FilesystemOptions.defaults())) {
      Subvolumes all = filesystem.subvolumes();
      SubvolumeInfo home = all.byPath("home".getBytes(UTF_8)).orElseThrow();
      assertEquals(
          commands(Files.readAllBytes(directory.resolve("home.stream"))),
          commands(send(filesystem, home)));
      SubvolumeInfo top = all.byId(5).orElseThrow();
      byte[] stream = send(filesystem, top);
      // What happened in the top level after the snapshot of home was taken is in no snapshot.
      assertEquals("top-level", name(stream));
      List<String> expected = commands(Files.readAllBytes(directory.resolve("top.stream")));
      List<String> sent = commands(stream);
      List<String> missing = new ArrayList<>(expected);
      missing.removeAll(sent);
      assertTrue(
          missing.stream().allMatch(command -> command.startsWith("UTIMES")), missing::toString);
      assertEquals(expected.size(), sent.size());
    }
  }

  @Test
  void withoutTheOptionTheyAreRefused() {
    KernelFilesystem made =
        KernelFilesystem.make(directory, 1, "256M", "", "btrfs subvolume create home");
    try (Filesystem filesystem = Filesystem.open(made.images(), FilesystemOptions.defaults())) {
      SubvolumeInfo home = filesystem.subvolumes().byPath("home".getBytes(UTF_8)).orElseThrow();
      SendRequest request = new SendRequest(home, null, List.of(), SendOptions.DEFAULT);
      SendException refused =
          assertThrows(SendException.class, () -> SendSession.open(filesystem, request));
      assertEquals(Reason.NOT_READ_ONLY, refused.reason());
    }
  }

  private static byte[] send(Filesystem filesystem, SubvolumeInfo subvolume) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SendOptions options = new SendOptions(1, false, false, false, false, true);
    SequentialSend.run(
        SendSession.open(filesystem, new SendRequest(subvolume, null, List.of(), options)),
        Channels.newChannel(out));
    return out.toByteArray();
  }

  private static String name(byte[] stream) throws IOException {
    try (StreamReader reader = reader(stream)) {
      return new String(reader.next().bytes(Attribute.PATH), UTF_8);
    }
  }

  /** All commands with their attributes, but for what names the subvolume that is sent. */
  private static List<String> commands(byte[] stream) throws IOException {
    List<String> commands = new ArrayList<>();
    try (StreamReader reader = reader(stream)) {
      for (StreamCommand command = reader.next(); command != null; command = reader.next()) {
        StringBuilder text = new StringBuilder(command.type().name());
        for (Attribute attribute : command.type().attributes()) {
          boolean names =
              command.type() == CommandType.SUBVOL
                  || attribute == Attribute.CLONE_UUID
                  || attribute == Attribute.CLONE_CTRANSID;
          if (!names && command.has(attribute)) {
            text.append(' ').append(attribute).append('=');
            text.append(HexFormat.of().formatHex(command.bytes(attribute)));
          }
        }
        commands.add(text.toString());
      }
    }
    return commands;
  }

  private static StreamReader reader(byte[] stream) {
    return new StreamReader(
        new ByteArrayInputStream(stream), "stream", StreamReaderOptions.LENIENT);
  }
}
