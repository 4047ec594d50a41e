package io.btrsend.actors.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class OperationTest {

  @Test
  void textFormLosesNothing() {
    for (int seed = 0; seed < 20; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      TreeModel model = new TreeModel(random.split(), List.of("s", "t"));
      for (Operation drawn : new OperationGenerator(random, model, Flavour.FULL).draw(500)) {
        assertEquals(drawn, Operation.parse(drawn.text()));
      }
    }
  }

  @Test
  void oddNamesAreQuotedForTheShell() {
    Operation operation = new NameOperation.Rename("s/a b", "s/\u00ff\n'");
    assertEquals("rename $'s/a\\x20b' $'s/\\xff\\x0a\\x27'", operation.text());
  }

  @Test
  void sameSeedDrawsTheSameFilesystem() {
    LiveScenario once = LiveScenario.draw(42);
    assertEquals(once, LiveScenario.draw(42));
  }

  @Test
  void unknownWordsAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> Operation.parse("frobnicate s/a"));
  }
}
