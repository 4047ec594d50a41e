package io.btrsend.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.ImageAccessException;
import io.btrsend.engine.MissingDeviceException;
import io.btrsend.engine.SendException;
import io.btrsend.engine.StreamFormatException;
import io.btrsend.engine.UnsupportedFeatureException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class FailureTest {
  private static int exitCode(Throwable thrown) {
    return Failure.of(thrown).exitCode();
  }

  @Test
  void everyKindOfFailureHasItsExitCode() {
    assertEquals(ExitCode.IMAGE, exitCode(new CorruptFilesystemException("x")));
    assertEquals(ExitCode.IMAGE, exitCode(new UnsupportedFeatureException("x")));
    assertEquals(ExitCode.IMAGE, exitCode(new MissingDeviceException("x")));
    assertEquals(ExitCode.IMAGE, exitCode(new ImageAccessException("beyond the end")));
    assertEquals(
        ExitCode.IO,
        exitCode(new ImageAccessException("x", new IOException("Input/output error"))));
    assertEquals(ExitCode.STREAM, exitCode(new StreamFormatException("x")));
    assertEquals(
        ExitCode.REFUSED, exitCode(new SendException(SendException.Reason.NOT_FOUND, "x")));
    assertEquals(ExitCode.IMAGE, exitCode(new SendException(SendException.Reason.DAMAGED, "x")));
    assertEquals(ExitCode.INTERNAL, exitCode(new IllegalStateException("x")));
  }

  @Test
  void theCauseInsideAWrapperCounts() {
    Failure failure =
        Failure.of(new CompletionException(new CorruptFilesystemException("bad block")));
    assertEquals(new Failure(ExitCode.IMAGE, "bad block"), failure);
  }

  @Test
  void aBrokenPipeIsQuiet() {
    assertEquals(
        new Failure(ExitCode.BROKEN_PIPE, ""),
        Failure.of(new UncheckedIOException(new IOException("Broken pipe"))));
  }

  @Test
  void aFileThatMayNotBeTouchedIsNamed() {
    assertEquals(
        new Failure(ExitCode.IO, "/a: permission denied"),
        Failure.of(new AccessDeniedException("/a")));
  }

  @Test
  void aFullMemorySaysWhatToDo() {
    Failure failure = Failure.of(new CompletionException(new OutOfMemoryError("Java heap space")));
    assertTrue(failure.message().contains("BTRSEND_OPTS=-Xmx"), failure.message());
    Failure direct =
        Failure.of(new OutOfMemoryError("Cannot reserve 9 bytes of direct buffer memory"));
    assertTrue(direct.message().contains("-XX:MaxDirectMemorySize"), direct.message());
    assertTrue(direct.message().contains("bytes-in-flight"), direct.message());
  }
}
