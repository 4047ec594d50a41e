package io.btrsend.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.jobs.progress.Progress;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProgressDisplayTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final Progress progress = new Progress("sent", () -> 1024);

  private ProgressDisplay display(ProgressDisplay.Form form) {
    return new ProgressDisplay(progress, new StandardError(bytes), form);
  }

  private String seen() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @EnumSource(names = {"LINE", "PLAIN", "NONE"})
  void nothingIsShownOfWhatIsOverSoon(ProgressDisplay.Form form) {
    try (ProgressDisplay display = display(form)) {
      display.start();
    }
    assertEquals("", seen());
  }

  @Test
  void thereIsOneObjectASecondAndOneAtTheEnd() throws InterruptedException {
    try (ProgressDisplay display = display(ProgressDisplay.Form.JSON)) {
      display.start();
      TimeUnit.MILLISECONDS.sleep(1500);
    }
    int objects = (int) seen().lines().filter(line -> line.startsWith("{\"version\":1,")).count();
    assertEquals(seen().lines().count(), objects);
    assertTrue(objects >= 2, seen());
  }

  @Test
  void nothingIsShownAfterTheEnd() throws InterruptedException {
    try (ProgressDisplay display = display(ProgressDisplay.Form.JSON)) {
      display.start();
    }
    String atTheEnd = seen();
    TimeUnit.MILLISECONDS.sleep(1200);
    assertEquals(atTheEnd, seen());
    assertEquals(1, atTheEnd.lines().count());
  }
}
