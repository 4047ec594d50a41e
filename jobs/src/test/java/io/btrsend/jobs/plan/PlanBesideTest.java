package io.btrsend.jobs.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.FilesystemOptions;
import io.btrsend.engine.send.SendRequest;
import io.btrsend.engine.testing.Fixture;
import io.btrsend.engine.testing.KernelStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PlanBesideTest {
  private final Fixture fixture = Fixture.named("dev-dup");
  private final CompletableFuture<Long> total = new CompletableFuture<>();

  private List<SendRequest> requests(Filesystem filesystem) {
    return fixture.streams().stream()
        .map(stream -> stream.request(filesystem.subvolumes()))
        .toList();
  }

  @Test
  void theTotalIsThatOfAllStreams() throws Exception {
    try (Filesystem filesystem = Filesystem.open(fixture.images(), FilesystemOptions.defaults());
        PlanBeside plan = new PlanBeside(filesystem, requests(filesystem), total::complete)) {
      plan.start();
      long expected = fixture.streams().stream().mapToLong(KernelStream::length).sum();
      assertEquals(expected, total.get(60, TimeUnit.SECONDS));
    }
  }

  @Test
  void itIsSilentOnceItIsClosed() throws Exception {
    try (Filesystem filesystem = Filesystem.open(fixture.images(), FilesystemOptions.defaults())) {
      PlanBeside plan = new PlanBeside(filesystem, requests(filesystem), total::complete);
      plan.start();
      plan.close();
      assertFalse(total.isDone());
    }
  }

  @Test
  void closingWhatWasNeverStartedReturns() {
    try (Filesystem filesystem = Filesystem.open(fixture.images(), FilesystemOptions.defaults())) {
      new PlanBeside(filesystem, requests(filesystem), total::complete).close();
      assertFalse(total.isDone());
    }
  }
}
