package io.btrsend.engine.stream;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.testing.Fixture;
import io.btrsend.engine.testing.KernelStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * No stream that is called sound does at a receiver what it must not. The properties {@code
 * btrsend.streams} and {@code btrsend.seed} set how many streams are tried, and from which seed on.
 */
class SoundStreamsStayInsideTest {
  private static final int STREAMS = Integer.getInteger("btrsend.streams", 1500);
  private static final long SEED = Long.getLong("btrsend.seed", System.nanoTime());

  /** How often a receiver has another subvolume as the parent that the stream does not bring. */
  private static final int RECEIVERS = 4;

  @Test
  void composedStreams() throws IOException {
    int sound = 0;
    for (int i = 0; i < STREAMS; i++) {
      ComposedStream composed = new ComposedStream(new Random(SEED + i));
      sound += check(composed.bytes(), composed::unseen, SEED + i);
    }
    report("composed", sound);
  }

  @Test
  void mutatedStreamsOfTheKernel() throws IOException {
    List<byte[]> kernelStreams =
        Fixture.all().stream()
            .flatMap(fixture -> fixture.streams().stream())
            .filter(stream -> stream.length() < 1 << 13)
            .map(KernelStream::bytes)
            .toList();
    int sound = 0;
    for (int i = 0; i < STREAMS; i++) {
      Random random = new Random(SEED + i);
      byte[] stream = kernelStreams.get(random.nextInt(kernelStreams.size()));
      sound += check(MutatedStream.of(stream, random), () -> null, SEED + i);
    }
    report("mutated", sound);
  }

  /** So that it would be seen if all streams were refused. */
  private static void report(String kind, int sound) {
    System.out.printf("%d of %d %s streams are sound, seed %d%n", sound, STREAMS, kind, SEED);
    assertTrue(sound > STREAMS / 20, () -> kind + " streams that are sound: " + sound);
  }

  /**
   * Returns 1 if the stream is called sound, 0 if not.
   *
   * @param unseen what one receiver has in place of a missing subvolume; others have anything
   */
  private static int check(byte[] stream, Supplier<ReceiverModel.Inode> unseen, long seed)
      throws IOException {
    Random random = new Random(seed);
    StreamReaderOptions options = options(random);
    try (StreamReader reader = StreamBuilder.reader(stream, options)) {
      if (!StreamVerifier.verify(reader).sound()) {
        return 0;
      }
    }
    for (int i = 0; i < RECEIVERS; i++) {
      ReceiverModel.Inode first = i == 0 ? unseen.get() : null;
      assertNull(violation(stream, first, random), () -> "seed " + seed + ", " + dump(stream));
    }
    return 1;
  }

  /** With less memory than the names need, they are known less exactly. */
  private static StreamReaderOptions options(Random random) {
    long names = random.nextInt(3) > 0 ? 1 << 20 : 512 + random.nextInt(6000);
    return new StreamReaderOptions(true, 1 << 16, 1 << 18, names);
  }

  /**
   * What the stream does at a receiver that has some subvolume in place of each that is missing.
   */
  private static String violation(byte[] stream, ReceiverModel.Inode unseen, Random random)
      throws IOException {
    ReceiverModel receiver = new ReceiverModel();
    List<String> paths = new ArrayList<>();
    Set<UUID> begun = new HashSet<>();
    Set<UUID> missing = new HashSet<>();
    forEach(
        stream,
        command -> {
          for (Attribute attribute : ReceiverModel.PATHS) {
            if (command.has(attribute)) {
              paths.add(ReceiverModel.text(command, attribute));
            }
          }
          if (command.has(Attribute.CLONE_UUID)
              && !begun.contains(command.uuid(Attribute.CLONE_UUID))) {
            missing.add(command.uuid(Attribute.CLONE_UUID));
          }
          if (command.has(Attribute.UUID)) {
            begun.add(command.uuid(Attribute.UUID));
          }
        });
    for (UUID uuid : missing) {
      if (unseen != null) {
        receiver.addReceived(uuid, unseen);
      } else if (random.nextInt(8) > 0) {
        receiver.addReceived(uuid, ReceiverModel.tree(paths, random));
      }
    }
    forEach(stream, receiver::carryOut);
    return receiver.violation();
  }

  private static void forEach(byte[] stream, Consumer<StreamCommand> action) throws IOException {
    try (StreamReader reader = StreamBuilder.reader(stream, StreamReaderOptions.LENIENT)) {
      for (StreamCommand read = reader.next(); read != null; read = reader.next()) {
        action.accept(read);
      }
    }
  }

  private static String dump(byte[] stream) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      StreamDump dump = new StreamDump(DumpFormat.PROGS_6_9_1, new LocalTimeText(ZoneOffset.UTC));
      dump.printUpToEnd(StreamBuilder.reader(stream, StreamReaderOptions.LENIENT), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString(StandardCharsets.ISO_8859_1);
  }
}
