package io.btrsend.cli;

import io.btrsend.jobs.output.Outputs;
import io.btrsend.jobs.output.StandardDescriptor;
import io.btrsend.jobs.output.StorageClaims;
import io.btrsend.jobs.progress.Progress;
import io.btrsend.jobs.repository.Catalog;
import io.btrsend.jobs.repository.Manifest;
import io.btrsend.jobs.repository.Repository;
import io.btrsend.jobs.repository.Restore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.ParameterException;

final class RestoreCommand extends Subcommand {
  private final Argument<Path> repository =
      Argument.parameter(Path.class, "1", "REPOSITORY", "The directory of the streams.");
  private final Argument<String> snapshot =
      Argument.parameter(
          String.class, "1", "SNAPSHOT", "Its path in the filesystem, its UUID, or its id.");
  private final Argument<Path> stream =
      Argument.option(
          Path.class,
          "FILE",
          "Write the streams that make it to a file, in order; - for standard output.",
          "--stream");
  private final VerbosityOptions verbosity = new VerbosityOptions();
  private final Interruption interruption;
  private final ProgressOption progressOption;

  RestoreCommand(StandardError error, Interruption interruption) {
    super("restore", "Gives out a snapshot of a repository, with all that it builds on.");
    this.interruption = interruption;
    add(repository, snapshot, stream);
    verbosity.addTo(this);
    progressOption = new ProgressOption(error);
    progressOption.addTo(this);
    commandLine()
        .getCommandSpec()
        .usageMessage()
        .footer(
            "",
            "Everything is read and compared with its checksum before the first byte is written.",
            "Snapshots of one name get the id of their subvolume, but for the one that is asked",
            "for. Example:",
            "  btrsend restore /mnt/nas/laptop home.monday --stream - | btrfs receive /mnt/disk");
  }

  @Override
  public Integer call() throws IOException {
    if (stream.value() == null) {
      throw new ParameterException(commandLine(), "where to? name a file with --stream, or -");
    }
    if (StandardDescriptor.isMeantBy(stream.value()) && Terminal.isOutput()) {
      throw new ParameterException(commandLine(), "not writing a stream to a terminal");
    }
    Messages messages = verbosity.messages(commandLine());
    Repository opened = Repository.open(repository.value());
    Catalog catalog = opened.catalog();
    Manifest wanted = catalog.named(snapshot.value());
    Restore restore = new Restore(opened, catalog, wanted);
    StorageClaims claims = new StorageClaims();
    for (Manifest manifest : restore.chain()) {
      claims.read(opened.streamFile(manifest));
    }
    AtomicLong read = new AtomicLong();
    Progress progress = new Progress("read", read::get);
    progress.begin(wanted.origin().path(), 1, 1);
    progress.total(restore.bytes());
    try (Outputs outputs = new Outputs()) {
      interruption.guard(outputs);
      outputs.open(claims, List.of(stream.value()));
      messages.notices(outputs.notices());
      try (ProgressDisplay display = progressOption.display(progress, messages.isQuiet())) {
        display.start();
        restore.write(outputs.get(0).channel(), read::addAndGet);
      }
      outputs.commit();
    }
    restore.chain().forEach(one -> messages.detail("restored " + one.origin().path()));
    return ExitCode.SUCCESS;
  }
}
