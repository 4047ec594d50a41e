package io.btrsend.jobs.scrub;

import io.btrsend.engine.EngineException;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.scrub.DeviceTally;
import io.btrsend.engine.scrub.Finding;
import io.btrsend.engine.scrub.Scrub;
import io.btrsend.engine.scrub.ScrubListener;
import io.btrsend.jobs.progress.Progress;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Scrubs one filesystem and writes a line for everything that is bad, as soon as it is found, and
 * for each device at the end. Memory does not grow with what is found.
 */
public final class ScrubJob {
  private final Scrub scrub;
  private final OwnerNames names;
  private final ScrubFormat format;
  private final Consumer<String> lines;
  private final Progress progress;

  /**
   * Prepares the scrub of an open filesystem.
   *
   * @param asJson whether the lines are JSON
   * @param lines receives one line at a time, on several threads
   */
  public ScrubJob(Filesystem filesystem, boolean asJson, Consumer<String> lines) {
    this.scrub = new Scrub(filesystem, new Listener());
    this.names = new OwnerNames(filesystem);
    this.format = asJson ? new ScrubJson() : new ScrubText();
    this.lines = lines;
    this.progress = new Progress("examined", this::bytesExamined);
  }

  private final class Listener implements ScrubListener {
    @Override
    public void found(Finding finding) {
      lines.accept(format.finding(finding, names.of(finding)));
    }

    @Override
    public void notExamined(long address, EngineException cause) {
      lines.accept(format.notExamined(address, cause));
    }
  }

  /**
   * Runs the scrub.
   *
   * @throws InterruptedException if the thread was interrupted; the scrub has stopped then
   */
  public ScrubOutcome run() throws InterruptedException {
    CompletableFuture<Void> total = CompletableFuture.runAsync(this::findTotal);
    try {
      scrub.run();
    } finally {
      // It reads the images too.
      total.join();
    }
    ScrubOutcome outcome = ScrubOutcome.of(scrub);
    format.summary(scrub.tallies(), outcome).forEach(lines);
    return outcome;
  }

  private void findTotal() {
    try {
      scrub.bytesToExamine().ifPresent(progress::total);
    } catch (EngineException damaged) {
      // The scrub finds the damage too, and goes on without a total.
      return;
    }
  }

  private long bytesExamined() {
    return scrub.tallies().stream().mapToLong(DeviceTally::examinedBytes).sum();
  }

  /** How far it is, on all devices. Thread-safe. */
  public Progress progress() {
    return progress;
  }
}
