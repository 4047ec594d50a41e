package io.btrsend.cli;

import io.btrsend.actors.OutputException;
import io.btrsend.actors.StageException;
import io.btrsend.config.SettingsException;
import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.DamagedMetadataException;
import io.btrsend.engine.DamagedRootException;
import io.btrsend.engine.EngineException;
import io.btrsend.engine.ImageAccessException;
import io.btrsend.engine.NoSuchRootException;
import io.btrsend.engine.ScanFileException;
import io.btrsend.engine.SendException;
import io.btrsend.engine.StreamFormatException;
import io.btrsend.engine.UnverifiedStreamException;
import io.btrsend.jobs.output.AbandonedOutputException;
import io.btrsend.jobs.output.OutputConflictException;
import io.btrsend.jobs.repository.DamagedRepositoryException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CompletionException;

/**
 * How a failure is told to the user.
 *
 * @param exitCode one of {@link ExitCode}
 * @param message one line; empty if nothing is to be said
 */
record Failure(int exitCode, String message) {

  static Failure of(Throwable thrown) {
    Throwable cause = thrown;
    while (isWrapper(cause) && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof DamagedRootException || cause instanceof NoSuchRootException) {
      EngineException e = (EngineException) cause;
      return new Failure(exitCode(e), e.getMessage() + "; try: btrsend roots IMAGE...");
    }
    if (cause instanceof EngineException e) {
      return new Failure(exitCode(e), e.getMessage());
    }
    if (cause instanceof SettingsException || cause instanceof OutputConflictException) {
      return new Failure(ExitCode.USAGE, cause.getMessage());
    }
    if (cause instanceof AbandonedOutputException) {
      return new Failure(ExitCode.INTERRUPTED, "");
    }
    if (cause instanceof IOException e) {
      return of(e);
    }
    if (cause instanceof OutOfMemoryError e) {
      return new Failure(ExitCode.INTERNAL, "out of memory (" + e.getMessage() + "): " + remedy(e));
    }
    return new Failure(ExitCode.INTERNAL, "internal error: " + cause);
  }

  /** Buffers for file data lie outside of the heap and have a limit of their own. */
  private static String remedy(OutOfMemoryError error) {
    return String.valueOf(error.getMessage()).contains("direct buffer")
        ? "lower -j or -D bytes-in-flight,"
            + " or raise the limit with BTRSEND_OPTS=-XX:MaxDirectMemorySize=..."
        : "lower -D block-cache or raise the limit with BTRSEND_OPTS=-Xmx...";
  }

  private static boolean isWrapper(Throwable thrown) {
    return thrown instanceof CompletionException
        || thrown instanceof OutputException
        || thrown instanceof StageException
        || thrown instanceof UncheckedIOException;
  }

  private static int exitCode(EngineException thrown) {
    if (thrown instanceof SendException refusal) {
      return refusal.reason() == SendException.Reason.DAMAGED ? ExitCode.IMAGE : ExitCode.REFUSED;
    }
    if (thrown instanceof NoSuchRootException || thrown instanceof ScanFileException) {
      return ExitCode.REFUSED;
    }
    if (thrown instanceof ImageAccessException
        || thrown instanceof DamagedRootException
        || thrown instanceof DamagedMetadataException
        || thrown instanceof CorruptFilesystemException) {
      return isSystemFailure(thrown) ? ExitCode.IO : ExitCode.IMAGE;
    }
    if (thrown instanceof UnverifiedStreamException) {
      return ExitCode.NOT_VERIFIED;
    }
    return thrown instanceof StreamFormatException || thrown instanceof DamagedRepositoryException
        ? ExitCode.STREAM
        : ExitCode.IMAGE;
  }

  /** Whether the system failed; else the image is shorter than what it should hold. */
  private static boolean isSystemFailure(Throwable thrown) {
    for (Throwable at = thrown.getCause(); at != null; at = at.getCause()) {
      if (at instanceof IOException) {
        return true;
      }
    }
    return false;
  }

  private static Failure of(IOException thrown) {
    String message = String.valueOf(thrown.getMessage());
    if (message.equals("Broken pipe") || message.equals("Connection reset by peer")) {
      return new Failure(ExitCode.BROKEN_PIPE, "");
    }
    String problem = problem(thrown);
    return new Failure(
        ExitCode.IO, problem == null ? "cannot write the output: " + message : message + problem);
  }

  /** What the message of a failure lacks that names a file; null if it names none. */
  private static String problem(IOException thrown) {
    if (!(thrown instanceof FileSystemException)) {
      return null;
    }
    if (thrown instanceof NoSuchFileException) {
      return ": no such file or directory";
    }
    if (thrown instanceof AccessDeniedException) {
      return ": permission denied";
    }
    if (thrown instanceof FileAlreadyExistsException) {
      return ": exists already";
    }
    return "";
  }
}
