package io.btrsend.cli;

import io.btrsend.engine.text.ByteSize;
import io.btrsend.engine.text.NameText;
import io.btrsend.jobs.repository.Manifest;
import io.btrsend.jobs.repository.Pruning;
import io.btrsend.jobs.repository.Repository;
import io.btrsend.jobs.repository.RepositoryWriter;
import io.btrsend.jobs.repository.Retention;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import picocli.CommandLine.ParameterException;

final class RepositoryPruneCommand extends Subcommand {
  private final Argument<Path> repository =
      Argument.parameter(Path.class, "1", "REPOSITORY", "The directory of the streams.");
  private final Argument<Integer> last = keep("--keep-last", "Keep so many of the newest.");
  private final Argument<Integer> daily =
      keep("--keep-daily", "Keep the last one of each of so many days that have one.");
  private final Argument<Integer> weekly = keep("--keep-weekly", "The same for weeks.");
  private final Argument<Integer> monthly = keep("--keep-monthly", "The same for months.");
  private final Argument<Integer> yearly = keep("--keep-yearly", "The same for years.");
  private final Argument<Boolean> dryRun =
      Argument.flag("Remove nothing; show what would be removed.", "-n", "--dry-run");

  RepositoryPruneCommand() {
    super("prune", "Removes old snapshots, but for what others build on.");
    add(repository, last, daily, weekly, monthly, yearly, dryRun);
    commandLine()
        .getCommandSpec()
        .usageMessage()
        .footer(
            "",
            "The rules hold for the snapshots of each subvolume by themselves; what one of them",
            "keeps is kept. Days begin in the time zone of the system.");
  }

  private static Argument<Integer> keep(String name, String description) {
    return Argument.defaulted(Integer.class, 0, "N", description, name);
  }

  private Retention retention() {
    Retention retention =
        new Retention(last.value(), daily.value(), weekly.value(), monthly.value(), yearly.value());
    boolean negative =
        List.of(last, daily, weekly, monthly, yearly).stream().anyMatch(one -> one.value() < 0);
    if (retention.isEmpty() || negative) {
      throw new ParameterException(
          commandLine(), "what is kept? name at least one rule, as in --keep-last 10");
    }
    return retention;
  }

  @Override
  public Integer call() throws IOException {
    Retention retention = retention();
    Repository opened = Repository.open(repository.value());
    if (dryRun.value()) {
      print(Pruning.of(opened.catalog(), retention, ZoneId.systemDefault()), "would remove ");
      return ExitCode.SUCCESS;
    }
    try (RepositoryWriter writer =
        RepositoryWriter.open(opened, EarlySettings.with(List.of()).repositoryLockLife())) {
      Pruning pruning = Pruning.of(opened.catalog(), retention, ZoneId.systemDefault());
      pruning.run(writer);
      print(pruning, "removed ");
    }
    return ExitCode.SUCCESS;
  }

  private void print(Pruning pruning, String verb) {
    PrintWriter out = commandLine().getOut();
    for (Manifest manifest : pruning.needed()) {
      out.println("kept " + name(manifest) + ", since others build on it");
    }
    for (Manifest manifest : pruning.removed()) {
      out.println(verb + name(manifest));
    }
    out.println(
        "%s%d snapshots, %s; %d kept by the rules, %d since others build on them"
            .formatted(
                verb,
                pruning.removed().size(),
                ByteSize.format(pruning.bytes()),
                pruning.kept(),
                pruning.needed().size()));
    out.flush();
  }

  private static String name(Manifest manifest) {
    return NameText.of(manifest.origin().path());
  }
}
