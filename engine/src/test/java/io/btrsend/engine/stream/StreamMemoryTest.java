package io.btrsend.engine.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.btrsend.engine.stream.StreamVerdict.Judgement;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A JVM with a small heap reads streams that ask for much memory. */
class StreamMemoryTest {
  private static final int LYING_STREAMS = 300;
  private static final int MAX_LENGTH = 256 << 20;
  private static final int SYMLINKS = 400_000;

  @Test
  void aLengthThatLiesCostsNoMemory() throws Exception {
    long seed = System.nanoTime();
    System.out.println("lengths that lie: seed " + seed);
    runWithHeap("24m", LyingLengths.class, Long.toString(seed));
  }

  @Test
  void namesTakeNoMoreThanTheirShareOfTheHeap() throws Exception {
    runWithHeap("64m", ManySymlinks.class, Integer.toString(SYMLINKS));
  }

  /** Reads streams whose last command promises up to 256 MiB that do not follow. */
  static final class LyingLengths {
    private LyingLengths() {}

    public static void main(String[] arguments) {
      Random random = new Random(Long.parseLong(arguments[0]));
      for (int i = 0; i < LYING_STREAMS; i++) {
        byte[] length = StreamBuilder.u32(random.nextInt(MAX_LENGTH));
        byte[] frame = StreamBuilder.concat(length, new byte[6]);
        EveryReading.read(StreamBuilder.subvolume(1 + random.nextInt(3)).raw(frame).bytes());
      }
    }
  }

  /** Verifies a stream of symbolic links whose names alone would fill the heap. */
  static final class ManySymlinks {
    private ManySymlinks() {}

    public static void main(String[] arguments) throws IOException {
      InputStream in = new Parts(Integer.parseInt(arguments[0]));
      try (StreamReader reader = new StreamReader(in, "test", StreamReaderOptions.STRICT)) {
        StreamVerdict verdict = StreamVerifier.verify(reader);
        assertEquals(Judgement.NOT_VERIFIED, verdict.judgement(), verdict.reason());
      }
    }
  }

  /** A stream made while it is read: its beginning, symbolic links, and its end. */
  private static final class Parts extends InputStream {
    private static final int LINKS_PER_PART = 1000;

    private final int links;
    private int made;
    private InputStream part = new ByteArrayInputStream(StreamBuilder.subvolume(1).bytes());

    Parts(int links) {
      this.links = links;
    }

    @Override
    public int read() {
      throw new UnsupportedOperationException("a reader reads arrays");
    }

    @Override
    public int read(byte[] target, int at, int count) throws IOException {
      int read = part.read(target, at, count);
      if (read < 0 && made <= links) {
        part = next();
        read = part.read(target, at, count);
      }
      return read;
    }

    private InputStream next() {
      StreamBuilder next = new StreamBuilder().as(1);
      int end = Math.min(links, made + LINKS_PER_PART);
      for (int i = made; i < end; i++) {
        next.symlink("%0100d".formatted(i), "target");
      }
      made += LINKS_PER_PART;
      return new ByteArrayInputStream((made <= links ? next : next.end()).bytes());
    }
  }

  private static void runWithHeap(String heap, Class<?> main, String argument) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName(),
                argument)
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
  }
}
