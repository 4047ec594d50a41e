package io.btrsend.cli;

import io.btrsend.config.Settings;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.SubvolumeInfo;
import io.btrsend.jobs.backup.BackupJob;
import io.btrsend.jobs.backup.BackupOptions;
import io.btrsend.jobs.backup.BackupPlan;
import io.btrsend.jobs.backup.BackupPlanner;
import io.btrsend.jobs.backup.BackupSelection;
import io.btrsend.jobs.progress.Progress;
import io.btrsend.jobs.repository.Catalog;
import io.btrsend.jobs.repository.KnownPlans;
import io.btrsend.jobs.repository.Repository;
import io.btrsend.jobs.repository.RepositoryWriter;
import io.btrsend.jobs.repository.SnapshotId;
import io.btrsend.jobs.send.ErrorPolicy;
import io.btrsend.jobs.send.SendJob;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

final class BackupCommand extends ImageCommand {
  private static final int MAX_JOBS = 64;
  private static final int MAX_LEVEL = 22;

  private static final String ZSTD = "--zstd";

  private final SettingOptions settings = new SettingOptions();
  private final Argument<Path> repository =
      Argument.option(
          Path.class, "REPOSITORY", "The directory of the streams; made if it is missing.", "--to");
  private final Argument<String[]> include =
      Argument.repeatable(
          "GLOB", "Only subvolumes whose path matches, as in 'snapshots/*'.", "--include");
  private final Argument<String[]> exclude =
      Argument.repeatable("GLOB", "Not those whose path matches.", "--exclude");
  private final Argument<Boolean> allowWritable =
      Argument.flag(
          "Subvolumes that are not read-only too, the top level as well, as they are.",
          "--allow-writable");
  private final Argument<Boolean> compressed =
      Argument.flag("Send compressed data as it lies on disk.", "--compressed-data");
  private final Argument<Integer> zstd =
      new Argument<>(
          OptionSpec.builder(ZSTD)
              .type(Integer.class)
              .paramLabel("[LEVEL]")
              .description("Compress the streams; --zstd=LEVEL with a level from 1 to 22.")
              .build());
  private final Argument<ErrorPolicy> onError =
      Argument.defaulted(
          ErrorPolicy.class,
          ErrorPolicy.FAIL,
          "fail|skip",
          "About file data that no copy has intact: the subvolume fails (default), or zeros.",
          "--on-error");
  private final RateOption limitRate = new RateOption();
  private final Argument<Integer> jobs =
      Argument.defaulted(Integer.class, 1, "N", "Streams at a time; default 1.", "--jobs");
  private final Argument<Boolean> dryRun =
      Argument.flag("Write nothing; show what would be sent.", "-n", "--dry-run");
  private final Argument<Boolean> json = Argument.flag("With -n: as one JSON object.", "--json");

  private final ProgressOption progressOption;

  BackupCommand(StandardError error) {
    super("backup", "Sends all snapshots that a repository lacks into it.");
    progressOption = new ProgressOption(error);
    add(repository, include, exclude, allowWritable, compressed, zstd, onError);
    limitRate.addTo(this);
    add(jobs, dryRun, json);
    settings.addTo(this);
    progressOption.addTo(this);
    commandLine()
        .getCommandSpec()
        .usageMessage()
        .footer(
            "",
            "A run that was interrupted is continued by the next one. Examples:",
            "  btrsend backup --to /mnt/nas/laptop --zstd disk.img",
            "  btrsend backup -n --to /mnt/nas/laptop --include 'snapshots/*' /dev/sdb /dev/sdc");
  }

  /**
   * The arguments with a level for each {@code --zstd} without one: the parser would take the next.
   */
  static String[] withLevel(String... arguments) {
    String[] complete = arguments.clone();
    for (int i = 0; i < complete.length; i++) {
      if (complete[i].equals(ZSTD)) {
        complete[i] = ZSTD + "=" + RepositoryWriter.ZSTD_DEFAULT;
      }
    }
    return complete;
  }

  @Override
  public Integer call() throws IOException {
    check();
    Messages messages = verbosity().messages(commandLine());
    Settings loaded = settings.load();
    try (Filesystem filesystem = images().open(loaded.send(), messages)) {
      return dryRun.value() ? plan(filesystem, messages) : run(filesystem, loaded, messages);
    }
  }

  private void check() {
    if (repository.value() == null) {
      throw new ParameterException(commandLine(), "where to? name a repository with --to");
    }
    limitRate.check();
    if (jobs.value() < 1 || jobs.value() > MAX_JOBS) {
      throw new ParameterException(commandLine(), "--jobs: expected 1 to " + MAX_JOBS);
    }
    if (zstd.value() != null && (zstd.value() < 1 || zstd.value() > MAX_LEVEL)) {
      throw new ParameterException(
          commandLine(), "--zstd: expected a level from 1 to " + MAX_LEVEL);
    }
    if (json.value() && !dryRun.value()) {
      throw new ParameterException(commandLine(), "--json belongs to -n");
    }
  }

  private List<SubvolumeInfo> chosen(Filesystem filesystem) {
    return new BackupSelection(
            List.of(include.value()), List.of(exclude.value()), allowWritable.value())
        .choose(filesystem);
  }

  private BackupPlanner planner(
      Filesystem filesystem,
      Catalog catalog,
      Set<SnapshotId> restorable,
      KnownPlans known,
      Messages messages) {
    BackupOptions options = new BackupOptions(compressed.value(), allowWritable.value());
    return new BackupPlanner(filesystem, catalog, restorable, options, known, messages::detail);
  }

  private Integer plan(Filesystem filesystem, Messages messages) throws IOException {
    Repository there =
        Repository.isThere(repository.value()) ? Repository.open(repository.value()) : null;
    Catalog catalog = there == null ? Catalog.EMPTY : there.catalog();
    KnownPlans known = KnownPlans.of(there);
    BackupPlan plan =
        planner(
                filesystem,
                catalog,
                there == null ? Set.of() : there.restorable(catalog),
                known,
                messages)
            .plan(chosen(filesystem), catalog, subvolume -> null);
    if (there != null) {
      known.keep(there);
    }
    PrintWriter out = commandLine().getOut();
    if (json.value()) {
      out.println(plan.json(filesystem.subvolumes()));
    } else {
      plan.lines(filesystem.subvolumes()).forEach(out::println);
    }
    out.flush();
    plan.failed().forEach(failed -> messages.error(BackupMessages.line(filesystem, failed)));
    return plan.failed().isEmpty() ? ExitCode.SUCCESS : ExitCode.PARTIAL;
  }

  private Integer run(Filesystem filesystem, Settings loaded, Messages messages)
      throws IOException {
    Repository opened = Repository.openOrCreate(repository.value());
    try (RepositoryWriter writer = RepositoryWriter.open(opened, loaded.repositoryLockLife())) {
      Catalog catalog = opened.catalog();
      catalog.defects().forEach(defect -> messages.error(defect.problem()));
      KnownPlans known = KnownPlans.of(opened);
      BackupPlanner planner =
          planner(filesystem, catalog, opened.restorable(catalog), known, messages);
      BackupPlan plan =
          planner.plan(chosen(filesystem), catalog, info -> writer.interrupted(info, filesystem));
      known.keep(opened);
      messages.notices(plan.lines(filesystem.subvolumes()));
      BackupJob.Outcome outcome = send(filesystem, writer, planner, plan, loaded, messages);
      outcome.written().forEach(manifest -> known.forget(manifest.snapshot().id()));
      known.keep(opened);
      return exitCode(outcome, catalog);
    }
  }

  private BackupJob.Outcome send(
      Filesystem filesystem,
      RepositoryWriter writer,
      BackupPlanner planner,
      BackupPlan plan,
      Settings loaded,
      Messages messages)
      throws IOException {
    OptionalInt level = zstd.value() == null ? OptionalInt.empty() : OptionalInt.of(zstd.value());
    BackupMessages listener = new BackupMessages(messages, filesystem);
    BackupJob job =
        new BackupJob(
            filesystem,
            writer,
            planner,
            new BackupJob.Writing(
                level, onError.value(), out -> limitRate.limited(out, jobs.value())),
            listener);
    Progress progress = new Progress("sent", job::bytes);
    progress.total(plan.bytes());
    listener.follow(progress);
    try (ProgressDisplay display = progressOption.display(progress, messages.isQuiet())) {
      display.start();
      return job.run(plan, jobs.value(), () -> new SendJob(loaded));
    }
  }

  private static int exitCode(BackupJob.Outcome outcome, Catalog catalog) {
    if (!outcome.failed().isEmpty()) {
      return ExitCode.PARTIAL;
    }
    if (!catalog.defects().isEmpty()) {
      return ExitCode.STREAM;
    }
    return outcome.hasSkipped() ? ExitCode.SKIPPED : ExitCode.SUCCESS;
  }
}
