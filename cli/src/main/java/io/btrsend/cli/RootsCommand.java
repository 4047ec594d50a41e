package io.btrsend.cli;

import io.btrsend.engine.device.DeviceSet;
import io.btrsend.engine.salvage.ScanFile;
import io.btrsend.engine.salvage.ScanResult;
import io.btrsend.jobs.output.Outputs;
import io.btrsend.jobs.output.StorageClaims;
import io.btrsend.jobs.roots.RootsJob;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

final class RootsCommand extends Subcommand {
  private final ImageOptions images = new ImageOptions(1);
  private final VerbosityOptions verbosity = new VerbosityOptions();
  private final Argument<Boolean> json =
      Argument.flag("JSON objects, one a line: superblocks, the scan, roots.", "--json");
  private final Argument<Boolean> scan =
      Argument.flag(
          "Reads all devices from front to back and lists all roots that are on them.", "--scan");
  private final Argument<Path> scanFile =
      Argument.option(
          Path.class,
          "FILE",
          "Keeps what the scan finds; if it exists, it is read and nothing is scanned.",
          "--scan-file");

  private final Interruption interruption;
  private final ProgressOption progress;

  RootsCommand(StandardError error, Interruption interruption) {
    super(
        "roots",
        "Lists the commits that a filesystem could be opened at, and what is left of them.",
        "",
        "For --root of the other commands. A root is 'complete' if its chunk tree, its root",
        "tree and the first block of every tree that a send needs can be read and are sound.");
    this.interruption = interruption;
    images.addWithoutRootTo(this);
    verbosity.addTo(this);
    progress = new ProgressOption(error);
    progress.addTo(this);
    add(json, scan, scanFile);
    commandLine()
        .getCommandSpec()
        .usageMessage()
        .footer(
            "",
            "Exit codes: 0 one of the roots is complete, 3 none is; others as for all commands.");
  }

  @Override
  public Integer call() throws IOException {
    Messages messages = verbosity.messages(commandLine());
    try (DeviceSet devices = images.openDevices(EarlySettings.with(List.of()).send(), messages)) {
      StorageClaims claims = ImageOptions.claims(devices.files());
      claims.writeStandardOutput();
      PrintWriter out = commandLine().getOut();
      RootsJob job = new RootsJob(devices, json.value(), out::println);
      boolean found = job.run(scanned(devices, job, claims, messages));
      out.flush();
      return found ? ExitCode.SUCCESS : ExitCode.IMAGE;
    }
  }

  private Optional<ScanResult> scanned(
      DeviceSet devices, RootsJob job, StorageClaims claims, Messages messages) throws IOException {
    Path file = scanFile.value();
    if (file == null) {
      return scan.value() ? Optional.of(run(job.scan(), messages)) : Optional.empty();
    }
    if (Files.exists(file)) {
      return Optional.of(ScanFile.read(file, devices));
    }
    try (Outputs outputs = new Outputs()) {
      interruption.guard(outputs);
      outputs.open(claims, List.of(file));
      ScanResult result = run(job.scan(), messages);
      outputs.get(0).write(ScanFile.bytes(result));
      outputs.commit();
      return Optional.of(result);
    }
  }

  private ScanResult run(RootsJob.Scan scan, Messages messages) throws IOException {
    try (ProgressDisplay display = progress.display(scan.progress(), messages.isQuiet())) {
      display.start();
      return scan.scan().run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }
}
