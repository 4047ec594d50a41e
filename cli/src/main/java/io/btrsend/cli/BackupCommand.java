package io.btrsend.cli;

import io.btrsend.config.Settings;
import io.btrsend.engine.EngineException;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.jobs.backup.BackupConfiguration;
import io.btrsend.jobs.backup.BackupOptions;
import io.btrsend.jobs.backup.BackupRequest;
import io.btrsend.jobs.backup.BackupSelection;
import io.btrsend.jobs.output.OutputConflictException;
import io.btrsend.jobs.repository.RepositoryWriter;
import io.btrsend.jobs.send.ErrorPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

final class BackupCommand extends ImageCommand {
  private static final String ZSTD = "--zstd";

  private final SettingOptions settings = new SettingOptions();
  private final Argument<Path> repository =
      Argument.option(
          Path.class, "REPOSITORY", "The directory of the streams; made if it is missing.", "--to");
  private final Argument<Path> config =
      Argument.option(
          Path.class,
          "FILE",
          "Back up the filesystems that a file names, each as it says.",
          "--config");
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
    super("backup", 0, "Sends all snapshots that a repository lacks into it.");
    progressOption = new ProgressOption(error);
    add(repository, config, include, exclude, allowWritable, compressed, zstd, onError);
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
    if (json.value() && !dryRun.value()) {
      throw new ParameterException(commandLine(), "--json belongs to -n");
    }
    Messages messages = verbosity().messages(commandLine());
    Settings loaded = settings.load();
    if (config.value() == null) {
      BackupRequest request = request();
      return run(request, loaded, messages);
    }
    refuseOthers();
    int worst = ExitCode.SUCCESS;
    for (var backup : BackupConfiguration.read(config.value()).entrySet()) {
      messages.notice(backup.getKey() + ":");
      images().setDefault(backup.getValue().images());
      worst = worse(worst, runOrTell(backup.getValue(), loaded, messages));
    }
    return worst;
  }

  /** The file says everything; an option beside it would only seem to matter. */
  private void refuseOthers() {
    boolean others =
        repository.value() != null
            || images().isNamed()
            || include.value().length + exclude.value().length > 0
            || allowWritable.value()
            || compressed.value()
            || zstd.value() != null
            || onError.value() != ErrorPolicy.FAIL
            || limitRate.bytesPerSecond() != 0
            || jobs.value() != 1;
    if (others) {
      throw new ParameterException(
          commandLine(), "--config stands for itself: the file says what is backed up and how");
    }
  }

  private BackupRequest request() {
    images().requireSome(this);
    if (repository.value() == null) {
      throw new ParameterException(commandLine(), "where to? name a repository with --to");
    }
    try {
      return new BackupRequest(
          images().absoluteNames(),
          repository.value(),
          new BackupSelection(
              List.of(include.value()), List.of(exclude.value()), allowWritable.value()),
          new BackupOptions(compressed.value(), allowWritable.value()),
          zstd.value() == null ? OptionalInt.empty() : OptionalInt.of(zstd.value()),
          onError.value(),
          jobs.value(),
          limitRate.bytesPerSecond(),
          null);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(commandLine(), "--" + e.getMessage(), e);
    }
  }

  private int run(BackupRequest request, Settings loaded, Messages messages) throws IOException {
    try (Filesystem filesystem = images().open(loaded.send(), messages)) {
      BackupRun run = new BackupRun(request, filesystem, loaded, messages);
      return dryRun.value()
          ? run.plan(json.value(), commandLine().getOut())
          : run.run(progressOption);
    }
  }

  /** A filesystem that cannot be backed up does not stop the others. */
  private int runOrTell(BackupRequest request, Settings loaded, Messages messages) {
    try {
      return run(request, loaded, messages);
    } catch (EngineException | IOException | OutputConflictException e) {
      return FailureReport.tell(e, commandLine());
    }
  }

  /** Of several filesystems some failed, if not all are as they should be. */
  private static int worse(int one, int other) {
    if (one == other || other == ExitCode.SUCCESS) {
      return one;
    }
    return other == ExitCode.SKIPPED && one == ExitCode.SUCCESS ? other : ExitCode.PARTIAL;
  }
}
