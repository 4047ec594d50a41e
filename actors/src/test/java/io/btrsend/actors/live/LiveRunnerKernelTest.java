package io.btrsend.actors.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.actors.live.LiveRunner.Difference;
import io.btrsend.actors.live.LiveRunner.Result;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The runner itself, with the kernel in the place of btrsend. */
@Tag("kernel")
class LiveRunnerKernelTest {

  @BeforeAll
  static void needsTheKernel() {
    LiveKernel.assume();
  }

  private static LiveRunner runner(Sender sender) {
    return new LiveRunner(List.of(new SendCheck(seed -> sender)), Optional.empty());
  }

  @Test
  void kernelIsEqualToItself() {
    Result result = runner(Senders.named("kernel")).run(LiveScenario.draw(1, Flavour.INCREMENTAL));
    assertEquals(List.of(), result.differences());
    assertTrue(result.streams() > 0);
  }

  @Test
  void singleWrongByteIsFoundAndShrunk() {
    // Wrong only where a file was renamed to a name with "n1" in it.
    LiveRunner wrong =
        runner(
            (images, task, output) -> {
              Senders.named("kernel").send(images, task, output);
              corruptAt(output, "n1");
            });
    List<Difference> found = wrong.run(LiveScenario.draw(2, Flavour.FULL)).differences();
    assertFalse(found.isEmpty());
    Difference shrunk = new LiveShrinker(Duration.ofMinutes(5)).shrink(found.get(0));
    assertTrue(
        shrunk.scenario().operations().size() <= 12,
        () -> shrunk.scenario().operations().toString());
    assertTrue(shrunk.finding().explanation().contains("but was"), shrunk.finding()::explanation);
  }

  private static void corruptAt(Path stream, String text) throws IOException {
    String bytes = Files.readString(stream, StandardCharsets.ISO_8859_1);
    int at = bytes.indexOf(text);
    if (at >= 0) {
      try (RandomAccessFile file = new RandomAccessFile(stream.toFile(), "rw")) {
        file.seek(at);
        file.write('N');
      }
    }
  }
}
