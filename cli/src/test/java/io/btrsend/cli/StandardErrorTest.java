package io.btrsend.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StandardErrorTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final StandardError error = new StandardError(bytes);

  private void assertWritten(String expected) {
    String written = bytes.toString(StandardCharsets.UTF_8);
    assertEquals(
        expected,
        written
            .replace("\r\033[?7l", "<draw ")
            .replace("\033[K\033[?7h", ">")
            .replace("\r\033[K", "<erase>"));
  }

  @Test
  void theLineIsDrawnOverTheOneBefore() {
    error.draw("1%");
    error.draw("2%");
    assertWritten("<draw 1%><draw 2%>");
  }

  @Test
  void theLineIsErasedBeforeAMessage() {
    error.draw("1%");
    error.text().println("a message");
    error.text().println("another");
    error.draw("2%");
    assertWritten("<draw 1%><erase>a message\nanother\n<draw 2%>");
  }

  @Test
  void thereIsNothingToEraseTwice() {
    error.erase();
    error.draw("1%");
    error.erase();
    error.erase();
    assertWritten("<draw 1%><erase>");
  }

  @Test
  void theLineIsErasedBeforeSomethingElseIsWrittenToTheTerminal() {
    error.draw("1%");
    error.aside(() -> bytes.writeBytes(new byte[] {'o', 'k'}));
    assertWritten("<draw 1%><erase>ok");
  }

  @Test
  void nothingIsDrawnInTheMiddleOfALine() throws IOException {
    error.write(new byte[] {'a'});
    error.draw("1%");
    error.write('\n');
    error.draw("2%");
    assertWritten("a\n<draw 2%>");
  }

  @Test
  void nothingIsDrawnAfterTheEnd() {
    error.draw("1%");
    error.seal();
    error.draw("2%");
    error.text().println("interrupted");
    assertWritten("<draw 1%><erase>interrupted\n");
  }
}
