package io.btrsend.cli;

import io.btrsend.config.Settings;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.FilesystemOptions;
import io.btrsend.jobs.backup.StreamComparison;
import io.btrsend.jobs.progress.Progress;
import io.btrsend.jobs.repository.Manifest;
import io.btrsend.jobs.repository.Repository;
import io.btrsend.jobs.repository.RepositoryCheck;
import io.btrsend.jobs.send.SendJob;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

final class RepositoryCheckCommand extends Subcommand {
  private static final Pattern PART = Pattern.compile("([0-9]{1,6})/([0-9]{1,6})");

  private final Argument<Path> repository =
      Argument.parameter(Path.class, "1", "REPOSITORY", "The directory of the streams.");
  private final Argument<Boolean> read =
      Argument.flag("Read all streams and compare their checksums.", "--read");
  private final Argument<String> readPart =
      Argument.option(
          String.class,
          "K/N",
          "The same for one of N parts, as in 1/7: another each day.",
          "--read-part");
  private final Argument<String[]> against =
      new Argument<>(
          OptionSpec.builder("--against")
              .type(String[].class)
              .initialValue(new String[0])
              .arity("1..*")
              .paramLabel("IMAGE")
              .description(
                  "Send again what these images of a filesystem still have, to nowhere, and compare.")
              .build());
  private final VerbosityOptions verbosity = new VerbosityOptions();
  private final ProgressOption progressOption;

  RepositoryCheckCommand(StandardError error) {
    super("check", "Finds out whether all of a repository can be restored.");
    add(repository, read, readPart, against);
    verbosity.addTo(this);
    progressOption = new ProgressOption(error);
    progressOption.addTo(this);
    commandLine()
        .getCommandSpec()
        .usageMessage()
        .footer(
            "",
            "Exit codes: 0 all is sound, 8 something is damaged, 9 an image gives another stream.");
  }

  @Override
  public Integer call() throws IOException {
    Matcher part = part();
    Messages messages = verbosity.messages(commandLine());
    RepositoryCheck check = new RepositoryCheck(Repository.open(repository.value()));
    if (read.value()) {
      read(check, check.catalog().manifests(), messages);
    } else if (part != null) {
      read(
          check,
          check.part(Integer.parseInt(part.group(1)), Integer.parseInt(part.group(2))),
          messages);
    }
    boolean same = against.value().length == 0 || isSame(check, messages);
    messages.notices(check.notes());
    messages.errors(check.lines());
    if (!check.defects().isEmpty()) {
      return ExitCode.STREAM;
    }
    return same ? ExitCode.SUCCESS : ExitCode.NOT_VERIFIED;
  }

  private Matcher part() {
    if (readPart.value() == null) {
      return null;
    }
    Matcher part = PART.matcher(readPart.value());
    boolean valid =
        part.matches()
            && Integer.parseInt(part.group(1)) >= 1
            && Integer.parseInt(part.group(1)) <= Integer.parseInt(part.group(2));
    if (!valid) {
      throw new ParameterException(commandLine(), "--read-part: expected K/N, as in 1/7");
    }
    return part;
  }

  private void read(RepositoryCheck check, List<Manifest> chosen, Messages messages)
      throws IOException {
    AtomicLong bytes = new AtomicLong();
    Progress progress = new Progress("read", bytes::get);
    progress.total(chosen.stream().mapToLong(one -> one.stream().bytes()).sum());
    try (ProgressDisplay display = progressOption.display(progress, messages.isQuiet())) {
      display.start();
      check.read(chosen, bytes::addAndGet);
    }
    messages.detail("read %d streams".formatted(chosen.size()));
  }

  /** Whether all that the images still have is what they give now. */
  private boolean isSame(RepositoryCheck check, Messages messages) {
    List<Manifest> differing = new ArrayList<>();
    Settings settings = EarlySettings.with(List.of());
    try (Filesystem filesystem =
            Filesystem.openNamed(List.of(against.value()), FilesystemOptions.defaults());
        SendJob job = new SendJob(settings)) {
      int compared = new StreamComparison(filesystem).run(check.catalog(), job, differing::add);
      messages.notice(
          "compared %d of %d streams with what the image gives now"
              .formatted(compared, check.catalog().manifests().size()));
    }
    for (Manifest manifest : differing) {
      messages.error(
          manifest.origin().path()
              + ": the image gives another stream now, as it may if other subvolumes changed");
    }
    return differing.isEmpty();
  }
}
