package io.btrsend.cli;

import io.btrsend.config.Settings;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.text.ByteSize;
import io.btrsend.jobs.backup.BackupJob;
import io.btrsend.jobs.backup.BackupPlan;
import io.btrsend.jobs.backup.BackupPlanner;
import io.btrsend.jobs.backup.BackupRequest;
import io.btrsend.jobs.output.LimitedChannel;
import io.btrsend.jobs.progress.Progress;
import io.btrsend.jobs.repository.Catalog;
import io.btrsend.jobs.repository.KnownPlans;
import io.btrsend.jobs.repository.Pruning;
import io.btrsend.jobs.repository.Repository;
import io.btrsend.jobs.repository.RepositoryWriter;
import io.btrsend.jobs.repository.SnapshotId;
import io.btrsend.jobs.send.SendJob;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.WritableByteChannel;
import java.time.ZoneId;
import java.util.Set;

/** One backup of one filesystem, as it was asked for. */
final class BackupRun {
  private final BackupRequest request;
  private final Filesystem filesystem;
  private final Settings settings;
  private final Messages messages;

  BackupRun(BackupRequest request, Filesystem filesystem, Settings settings, Messages messages) {
    this.request = request;
    this.filesystem = filesystem;
    this.settings = settings;
    this.messages = messages;
  }

  private BackupPlanner planner(Catalog catalog, Set<SnapshotId> restorable, KnownPlans known) {
    return new BackupPlanner(
        filesystem, catalog, restorable, request.options(), known, messages::detail);
  }

  /** Shows what would be sent; keeps the plans if the repository is there. */
  int plan(boolean json, PrintWriter out) throws IOException {
    Repository there =
        Repository.isThere(request.repository()) ? Repository.open(request.repository()) : null;
    Catalog catalog = there == null ? Catalog.EMPTY : there.catalog();
    Set<SnapshotId> restorable = there == null ? Set.of() : there.restorable(catalog);
    KnownPlans known = KnownPlans.of(there);
    BackupPlan plan =
        planner(catalog, restorable, known)
            .plan(request.selection().choose(filesystem), catalog, subvolume -> null);
    if (there != null) {
      known.keep(there);
    }
    if (json) {
      out.println(plan.json(filesystem.subvolumes()));
    } else {
      plan.lines(filesystem.subvolumes()).forEach(out::println);
    }
    out.flush();
    plan.failed().forEach(failed -> messages.error(BackupMessages.line(filesystem, failed)));
    return plan.failed().isEmpty() ? ExitCode.SUCCESS : ExitCode.PARTIAL;
  }

  /** Sends what the repository lacks, and removes what is not kept. */
  int run(ProgressOption progressOption) throws IOException {
    Repository opened = Repository.openOrCreate(request.repository());
    try (RepositoryWriter writer = RepositoryWriter.open(opened, settings.repositoryLockLife())) {
      Catalog catalog = opened.catalog();
      catalog.defects().forEach(defect -> messages.error(defect.problem()));
      KnownPlans known = KnownPlans.of(opened);
      BackupPlanner planner = planner(catalog, opened.restorable(catalog), known);
      BackupPlan plan =
          planner.plan(
              request.selection().choose(filesystem),
              catalog,
              info -> {
                known.keepSometimes(opened);
                return writer.interrupted(info, filesystem);
              });
      known.keep(opened);
      messages.notices(plan.lines(filesystem.subvolumes()));
      BackupJob.Outcome outcome = send(writer, planner, plan, progressOption);
      outcome.written().forEach(manifest -> known.forget(manifest.snapshot().id()));
      known.keep(opened);
      if (request.retention() != null && outcome.failed().isEmpty()) {
        prune(writer);
      }
      return exitCode(outcome, catalog);
    }
  }

  private BackupJob.Outcome send(
      RepositoryWriter writer,
      BackupPlanner planner,
      BackupPlan plan,
      ProgressOption progressOption)
      throws IOException {
    BackupMessages listener = new BackupMessages(messages, filesystem);
    BackupJob.Writing writing =
        new BackupJob.Writing(request.level(), request.policy(), this::limited);
    BackupJob job = new BackupJob(filesystem, writer, planner, writing, listener);
    Progress progress = new Progress("sent", job::bytes);
    progress.total(plan.bytes());
    listener.follow(progress);
    try (ProgressDisplay display = progressOption.display(progress, messages.isQuiet())) {
      display.start();
      return job.run(plan, request.jobs(), () -> new SendJob(settings));
    }
  }

  private WritableByteChannel limited(WritableByteChannel out) {
    long rate = request.bytesPerSecond();
    return rate == 0 ? out : new LimitedChannel(out, Math.max(1, rate / request.jobs()));
  }

  private void prune(RepositoryWriter writer) throws IOException {
    Pruning pruning =
        Pruning.of(writer.repository().catalog(), request.retention(), ZoneId.systemDefault());
    pruning.run(writer);
    messages.notice(
        "removed %d old snapshots, %s; %d are kept since others build on them"
            .formatted(
                pruning.removed().size(),
                ByteSize.format(pruning.bytes()),
                pruning.needed().size()));
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
