package io.btrsend.engine.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.stream.StreamVerdict.Judgement;
import io.btrsend.engine.testing.Fixture;
import io.btrsend.engine.testing.KernelStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the kernel sends is sound, each stream alone and increments behind what they build on. */
class KernelStreamsAreSoundTest {
  private static final String CANNOT_BE_RECEIVED = "s34-taken-name";

  @Test
  void eachStreamAlone() throws IOException {
    for (Fixture fixture : Fixture.all()) {
      for (KernelStream stream : fixture.streams()) {
        assertSound(stream.toString(), stream.bytes());
      }
    }
  }

  @Test
  void incrementsBehindTheStreamsOfTheirParents() throws IOException {
    int chains = 0;
    for (Fixture fixture : Fixture.all()) {
      for (KernelStream stream : fixture.streams()) {
        List<KernelStream> chain = chain(stream);
        boolean whole = chain.size() > 1 && chain.get(0).parent().isEmpty();
        if (whole && !fixture.name().equals(CANNOT_BE_RECEIVED)) {
          assertSound(chain.toString(), concatenated(chain));
          chains++;
        }
      }
    }
    assertTrue(chains > 50, "only " + chains + " chains");
  }

  /** The kernel names a directory by a name that it gives it only afterwards. */
  @Test
  void incrementThatNoReceiverCanCarryOutIsSeen() throws IOException {
    KernelStream increment =
        Fixture.named(CANNOT_BE_RECEIVED).streams().stream()
            .filter(stream -> stream.parent().equals(Optional.of("p1")))
            .findFirst()
            .orElseThrow();
    StreamVerdict verdict = verify(concatenated(chain(increment)));
    assertEquals(Judgement.DAMAGED, verdict.judgement());
    assertEquals("o260-7-0/q/n", verdict.place().path());
  }

  /** The stream, with the streams of its ancestors before it as far as the fixture has them. */
  private static List<KernelStream> chain(KernelStream last) {
    List<KernelStream> chain = new ArrayList<>(List.of(last));
    for (Optional<String> parent = last.parent(); parent.isPresent(); ) {
      Optional<KernelStream> stream = streamOf(last.fixture(), parent.get(), chain);
      stream.ifPresent(found -> chain.add(0, found));
      parent = stream.flatMap(KernelStream::parent);
    }
    return chain;
  }

  private static Optional<KernelStream> streamOf(
      Fixture fixture, String subvolume, List<KernelStream> later) {
    List<String> sent = later.stream().map(KernelStream::subvolume).toList();
    return fixture.streams().stream()
        .filter(stream -> stream.subvolume().equals(subvolume))
        .filter(stream -> stream.cloneSources().isEmpty() && !sent.contains(subvolume))
        .findFirst();
  }

  private static byte[] concatenated(List<KernelStream> streams) {
    return StreamBuilder.concat(streams.stream().map(KernelStream::bytes).toArray(byte[][]::new));
  }

  private static void assertSound(String name, byte[] bytes) throws IOException {
    StreamVerdict verdict = verify(bytes);
    assertEquals(Judgement.SOUND, verdict.judgement(), () -> name + ": " + verdict.reason());
  }

  private static StreamVerdict verify(byte[] bytes) throws IOException {
    try (StreamReader reader = StreamBuilder.reader(bytes, StreamReaderOptions.STRICT)) {
      return StreamVerifier.verify(reader);
    }
  }
}
