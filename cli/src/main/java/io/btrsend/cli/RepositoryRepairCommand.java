package io.btrsend.cli;

import io.btrsend.jobs.progress.Progress;
import io.btrsend.jobs.repository.Repository;
import io.btrsend.jobs.repository.RepositoryCheck;
import io.btrsend.jobs.repository.RepositoryRepair;
import io.btrsend.jobs.repository.RepositoryWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

final class RepositoryRepairCommand extends Subcommand {
  private final Argument<Path> repository =
      Argument.parameter(Path.class, "1", "REPOSITORY", "The directory of the streams.");
  private final Argument<Boolean> read =
      Argument.flag("Read all streams, to find those that are damaged inside.", "--read");
  private final ProgressOption progressOption;

  RepositoryRepairCommand(StandardError error) {
    super(
        "repair",
        "Sets aside what is damaged with what builds on it, and makes the index anew.",
        "",
        "The next backup sends again what the images still have of that.");
    progressOption = new ProgressOption(error);
    add(repository, read);
    progressOption.addTo(this);
  }

  @Override
  public Integer call() throws IOException {
    Repository opened = Repository.openDamaged(repository.value());
    try (RepositoryWriter writer =
        RepositoryWriter.open(opened, EarlySettings.with(List.of()).repositoryLockLife())) {
      RepositoryCheck check = new RepositoryCheck(opened);
      if (read.value()) {
        AtomicLong bytes = new AtomicLong();
        Progress progress = new Progress("read", bytes::get);
        try (ProgressDisplay display = progressOption.display(progress, false)) {
          display.start();
          check.read(check.catalog().manifests(), bytes::addAndGet);
        }
      }
      List<String> done = new RepositoryRepair(writer).run(check);
      PrintWriter out = commandLine().getOut();
      done.forEach(out::println);
      out.flush();
    }
    return ExitCode.SUCCESS;
  }
}
