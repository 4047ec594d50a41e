package io.btrsend.engine.send;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.FilesystemOptions;
import io.btrsend.engine.testing.Fixture;
import io.btrsend.engine.testing.KernelStream;
import io.btrsend.engine.testing.StreamComparison;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The fixtures as qcow2 images of every kind that qemu-img makes: the same streams. Each fixture
 * meets one kind. By default every fourth fixture is tried; the system property {@code
 * btrsend.converted.every} chooses how many are left out.
 */
@Tag("kernel")
class ConvertedImagesKernelTest {
  /** What of each image, "$1", makes "$2" and all that it refers to. */
  private static final List<String> KINDS =
      List.of(
          "qemu-img convert -f raw -O qcow2 -o compat=0.10 $1 $2",
          "qemu-img convert -f raw -O qcow2 $1 $2",
          "qemu-img convert -f raw -O qcow2 -o cluster_size=4k $1 $2",
          "qemu-img convert -f raw -O qcow2 -o cluster_size=2M $1 $2",
          "qemu-img convert -f raw -O qcow2 -c $1 $2",
          "qemu-img convert -f raw -O qcow2 -c -o compression_type=zstd $1 $2",
          "qemu-img convert -f raw -O qcow2 -c -o compression_type=zstd,cluster_size=2M $1 $2",
          "qemu-img convert -f raw -O qcow2 -o extended_l2=on $1 $2",
          "qemu-img convert -f raw -O qcow2 -o preallocation=metadata $1 $2",
          "qemu-img convert -f raw -O qcow2 -o data_file=$2.data $1 $2",
          "qemu-img create -q -f qcow2 -b $1 -F raw $2",
          chain(2),
          chain(5),
          "qemu-img convert -f raw -O qcow2 $1 $2 && qemu-img snapshot -c now $2");

  @TempDir Path directory;

  /**
   * A chain of images: every one holds a share of the mebibytes, and the compressed lowest one all.
   */
  private static String chain(int length) {
    StringBuilder script = new StringBuilder("qemu-img convert -f raw -O qcow2 -c $1 $2.0; ");
    for (int i = 1; i <= length; i++) {
      String below = "$2." + (i - 1);
      String image = i == length ? "$2" : "$2." + i;
      script.append(
          String.format(
              "qemu-img create -q -f qcow2 -b %s -F qcow2 %s;"
                  + " for at in $(seq %d %d $(($(stat -c %%s $1) / 1048576 - 1))); do"
                  + " dd if=$1 of=$2.part bs=1M skip=$at count=1 status=none;"
                  + " qemu-io -f qcow2 -c \"write -s $2.part ${at}M 1M\" %s > $2.log; done; ",
              below, image, i, length, image));
    }
    return script.toString();
  }

  @TestFactory
  Stream<DynamicTest> streamsAreTheSameFromEveryKindOfQcow2() {
    List<DynamicTest> tests = new ArrayList<>();
    List<Fixture> fixtures = Fixture.all();
    for (int i = 0; i < fixtures.size(); i += Integer.getInteger("btrsend.converted.every", 4)) {
      Fixture fixture = fixtures.get(i);
      String kind = KINDS.get(tests.size() % KINDS.size());
      tests.add(dynamicTest(fixture.name() + ": " + kind, () -> compareAll(fixture, kind)));
    }
    return tests.stream();
  }

  private void compareAll(Fixture fixture, String kind) throws IOException, InterruptedException {
    List<Path> converted = new ArrayList<>();
    for (Path image : fixture.images()) {
      Path local = Files.createTempFile(directory, "raw", "");
      shell("cp --sparse=always $1 $2", image, local);
      Path disk = directory.resolve(local.getFileName() + ".qcow2");
      shell("set -e; " + kind, local, disk);
      converted.add(disk);
    }
    try (Filesystem filesystem = Filesystem.open(converted, FilesystemOptions.defaults())) {
      for (KernelStream expected : fixture.streams()) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SendSession session =
            SendSession.open(filesystem, expected.request(filesystem.subvolumes()));
        SequentialSend.run(session, Channels.newChannel(out));
        StreamComparison.assertSame(expected.toString(), expected.bytes(), out.toByteArray());
      }
    }
    for (File file : directory.toFile().listFiles()) {
      Files.delete(file.toPath());
    }
  }

  private static void shell(String script, Path from, Path to)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("sh", "-c", script, "sh", from.toString(), to.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), script + "\n" + output);
  }
}
