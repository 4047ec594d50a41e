package io.btrsend.jobs.apply;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.btrsend.engine.EngineException;
import io.btrsend.engine.stream.HostileStreams;
import io.btrsend.engine.stream.StreamReader;
import io.btrsend.engine.stream.StreamReaderOptions;
import io.btrsend.jobs.directory.DirectoryHandle;
import io.btrsend.jobs.directory.FileStatus;
import io.btrsend.jobs.directory.Loss;
import io.btrsend.jobs.directory.TreeRemoval;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever a stream says, nothing outside of the directory that it is applied to is changed, or
 * read as far as access times tell. The properties {@code btrsend.streams} and {@code btrsend.seed}
 * set how many streams are tried, and from which seed on; {@code btrsend.hostile.dir} where.
 */
class HostileStreamsTest {
  private static final int STREAMS = Integer.getInteger("btrsend.streams", 1500);
  private static final long SEED = Long.getLong("btrsend.seed", System.nanoTime());
  private static final String DIRECTORY = System.getProperty("btrsend.hostile.dir");
  private static final ApplyListener SILENT = new Silent();

  @TempDir Path temporary;
  private Path target;
  private Path watched;
  private HostileStreams streams;
  private int complete;

  @BeforeEach
  void makeDirectories() throws IOException {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "SKIPPED: needs Linux");
    Path top = Files.createTempDirectory(DIRECTORY == null ? temporary : Path.of(DIRECTORY), "h");
    target = Files.createDirectory(top.resolve("target"));
    watched = Files.createDirectory(top.resolve("watched"));
    Files.writeString(watched.resolve("secret"), "secret");
    Files.createDirectory(watched.resolve("d"));
    LoopMount.run("mkfifo", watched.resolve("fifo").toString());
    streams = new HostileStreams(watched.toString());
  }

  /** As the command does it. */
  @Test
  void nothingOutsideIsTouched() throws IOException {
    tryAll(Apply.reading());
    assertTrue(complete > STREAMS / 20, "streams that are applied: " + complete);
  }

  /** The rules that a stream is checked by are not what keeps it inside. */
  @Test
  void nothingOutsideIsTouchedEvenIfStreamsAreNotChecked() throws IOException {
    tryAll(StreamReaderOptions.LENIENT);
    assertTrue(complete > STREAMS / 20, "streams that are applied: " + complete);
  }

  private void tryAll(StreamReaderOptions reading) throws IOException {
    System.out.printf("%d hostile streams from seed %d%n", STREAMS, SEED);
    List<Object> before = watchedState();
    for (int i = 0; i < STREAMS; i++) {
      long seed = SEED + i;
      apply(streams.next(new Random(seed)), reading, new ApplyOptions(false, i % 2 == 0));
      assertEquals(before, watchedState(), () -> "seed " + seed);
    }
  }

  private void apply(byte[] stream, StreamReaderOptions reading, ApplyOptions options)
      throws IOException {
    try (Apply apply = new Apply(target, options, SILENT, true)) {
      apply.play(new StreamReader(new ByteArrayInputStream(stream), "stream", reading));
      complete++;
    } catch (EngineException | FileSystemException e) {
      assertEquals(1, e.getMessage().lines().count(), e::getMessage);
    }
    try (DirectoryHandle directory = DirectoryHandle.at(target)) {
      for (byte[] name : directory.list()) {
        TreeRemoval.remove(directory, name);
      }
    }
  }

  /** The directories too: names that come or go show in their times. */
  private List<Object> watchedState() throws IOException {
    List<Object> state = new ArrayList<>();
    try (DirectoryHandle above = DirectoryHandle.at(target.getParent());
        DirectoryHandle directory = DirectoryHandle.at(watched)) {
      state.add(above.list().size());
      state.add(above.status("watched".getBytes(UTF_8)));
      for (String name : List.of("secret", "d", "fifo")) {
        FileStatus status = directory.status(name.getBytes(UTF_8));
        state.add(status);
      }
    }
    return state;
  }

  private static final class Silent implements ApplyListener {
    @Override
    public void begins(byte[] name, AppliedSubvolume parent) {
      // Whatever begins.
    }

    @Override
    public void completed(AppliedSubvolume subvolume, long commands) {
      // Whatever is completed.
    }

    @Override
    public void lost(Loss loss) {
      // Whatever is lost.
    }
  }
}
