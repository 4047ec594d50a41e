package io.btrsend.cli;

import io.btrsend.config.SendSettings;
import io.btrsend.engine.SendException;
import io.btrsend.engine.extent.UnreadableData;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.send.SendRequest;
import io.btrsend.engine.send.SkippedRanges;
import io.btrsend.engine.stream.ResumeToken;
import io.btrsend.jobs.output.Outputs;
import io.btrsend.jobs.output.StandardDescriptor;
import io.btrsend.jobs.output.StorageClaims;
import io.btrsend.jobs.plan.PlanBeside;
import io.btrsend.jobs.plan.SendPlan;
import io.btrsend.jobs.progress.Progress;
import io.btrsend.jobs.report.SalvageAccount;
import io.btrsend.jobs.report.SendOutcome;
import io.btrsend.jobs.report.SendTotals;
import io.btrsend.jobs.resume.PartialOutput;
import io.btrsend.jobs.resume.PartialRecord;
import io.btrsend.jobs.salvage.Salvaging;
import io.btrsend.jobs.send.ErrorPolicy;
import io.btrsend.jobs.send.SendJob;
import io.btrsend.jobs.send.SubvolumeChoice;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.ParameterException;

final class SendCommand extends ImageCommand {
  private final SettingOptions settings = new SettingOptions();
  private final SelectionOptions selection = new SelectionOptions();
  private final StartOptions start = new StartOptions();
  private final Argument<Boolean> dryRun =
      Argument.flag("Write nothing; show how much would be written, exactly.", "-n", "--dry-run");
  private final Argument<Boolean> json = Argument.flag("With -n: as one JSON object.", "--json");
  private final Argument<Path> output =
      Argument.option(
          Path.class,
          "FILE",
          "Write to a file, which appears when it is complete; default or -: stdout.",
          "-f",
          "--output");
  private final Argument<ErrorPolicy> onError =
      Argument.defaulted(
          ErrorPolicy.class,
          ErrorPolicy.FAIL,
          "fail|skip",
          "About file data that no copy has intact: fail (default), or send zeros.",
          "--on-error");
  private final Argument<Boolean> salvage =
      Argument.flag(
          "Go on past damaged metadata, and say what is lost; implies --on-error=skip and"
              + "\n--allow-writable.",
          "--salvage");
  private final RateOption limitRate = new RateOption();
  private final Argument<Path> report =
      Argument.option(
          Path.class,
          "FILE",
          "Write as JSON what was sent, repaired and skipped, when all is sent.",
          "--report");

  private final Interruption interruption;
  private final ProgressOption progressOption;

  SendCommand(StandardError error, Interruption interruption) {
    super("send", 0, "Writes the send stream of read-only subvolumes.");
    this.interruption = interruption;
    settings.addTo(this);
    selection.addTo(this);
    add(dryRun, json, output, onError, salvage);
    limitRate.addTo(this);
    add(report);
    start.addTo(this);
    progressOption = new ProgressOption(error);
    progressOption.addTo(this);
    commandLine()
        .getCommandSpec()
        .usageMessage()
        .footer(
            "",
            "Subvolumes are named by their path from the top level, their UUID or their ID.",
            "",
            "Examples:",
            "  btrsend send -s snapshots/monday -f monday.stream disk.img",
            "  btrsend send -s tuesday -p monday /dev/sdb /dev/sdc | btrfs receive /backup",
            "  btrsend send -n -s tuesday -p monday disk.img",
            "  btrsend send -s monday -f monday.stream --resumable disk.img",
            "  btrsend send --resume monday.stream");
  }

  @Override
  public Integer call() throws IOException {
    start.check(this, selection.isGiven(), output.value(), dryRun.value());
    limitRate.check();
    if (json.value() && !dryRun.value()) {
      throw new ParameterException(commandLine(), "--json belongs to -n");
    }
    if (salvage.value() && (start.isResumable() || start.resumed() != null)) {
      throw new ParameterException(
          commandLine(), "--salvage cannot be combined with --resumable or --resume");
    }
    if (start.resumed() == null) {
      images().requireSome(this);
    }
    if (dryRun.value()) {
      return plan();
    }
    return start.resumed() == null ? begin() : goOn();
  }

  private Integer plan() throws IOException {
    Messages messages = verbosity().messages(commandLine());
    Salvaging salvaged = salvaging();
    var loaded = settings.load();
    try (SendJob job = new SendJob(loaded);
        Filesystem filesystem = open(loaded.send(), messages, salvaged)) {
      List<SendRequest> requests = requests(filesystem, messages, salvaged);
      SendPlan plan = new SendPlan(filesystem.subvolumes(), job.plan(filesystem, requests));
      PrintWriter out = commandLine().getOut();
      if (json.value()) {
        out.println(plan.json());
      } else {
        plan.table().forEach(out::println);
      }
      out.flush();
      return ExitCode.SUCCESS;
    }
  }

  /** Null if damaged metadata ends the send. */
  private Salvaging salvaging() {
    return salvage.value() ? new Salvaging() : null;
  }

  private Filesystem open(SendSettings loaded, Messages messages, Salvaging salvaged) {
    return salvaged == null
        ? images().open(loaded, messages)
        : images().open(loaded, messages, salvaged.mending());
  }

  private List<SendRequest> requests(Filesystem filesystem, Messages messages, Salvaging salvaged)
      throws IOException {
    List<SendRequest> requests =
        selection.selection(this, salvage.value()).plan(filesystem, messages::detail);
    if (salvaged != null) {
      salvaged.mend(requests);
    }
    return requests;
  }

  private Integer begin() throws IOException {
    refuseTerminal();
    Messages messages = verbosity().messages(commandLine());
    Salvaging salvaged = salvaging();
    var loaded = settings.load();
    try (SendJob job = new SendJob(loaded);
        Filesystem filesystem = open(loaded.send(), messages, salvaged);
        Outputs outputs = new Outputs()) {
      List<SendRequest> requests = requests(filesystem, messages, salvaged);
      SkippedRanges skipped = new SkippedRanges(filesystem);
      UnreadableData policy =
          salvaged == null ? onError.value().policy(skipped) : salvaged.policy(skipped);
      interruption.guard(outputs);
      StorageClaims claims = ImageOptions.claims(filesystem);
      Sending sending = new Sending(messages, filesystem, requests, skipped, outputs, salvaged);
      if (start.isResumable()) {
        PartialRecord asked =
            PartialRecord.of(
                filesystem,
                images().absoluteNames(),
                onError.value() == ErrorPolicy.SKIP,
                requests);
        PartialOutput partial =
            PartialOutput.begin(output.value(), asked, skipped, outputs, claims);
        openReport(outputs, claims);
        return sending.run(job, policy, Destination.of(partial));
      }
      Path stream = output.value() == null ? Outputs.STANDARD : output.value();
      outputs.open(claims, List.of(stream));
      openReport(outputs, claims);
      WritableByteChannel channel = outputs.get(0).channel();
      ResumeToken token = start.token();
      Destination destination =
          token == null
              ? Destination.startingAt(start.startAt(), channel)
              : Destination.after(token, channel);
      return sending.run(job, policy, destination);
    }
  }

  private Integer goOn() throws IOException {
    Messages messages = verbosity().messages(commandLine());
    var loaded = settings.load();
    PartialOutput.Begun begun = PartialOutput.begun(start.resumed());
    images().setDefault(begun.images());
    try (SendJob job = new SendJob(loaded);
        Filesystem filesystem = images().open(loaded.send(), messages);
        Outputs outputs = new Outputs()) {
      List<SendRequest> requests = begun.requests(filesystem);
      SkippedRanges skipped = begun.skipped(filesystem);
      interruption.guard(outputs);
      StorageClaims claims = ImageOptions.claims(filesystem);
      PartialOutput partial = begun.goOn(outputs, claims, skipped, start.readsAll());
      openReport(outputs, claims);
      ErrorPolicy policy = begun.skipsErrors() ? ErrorPolicy.SKIP : onError.value();
      return new Sending(messages, filesystem, requests, skipped, outputs, null)
          .run(job, policy.policy(skipped), Destination.of(partial));
    }
  }

  private void openReport(Outputs outputs, StorageClaims claims) throws IOException {
    if (report.value() != null) {
      outputs.open(claims, List.of(report.value()));
    }
  }

  /** One run of all sends, from the first byte of the output to what is said at the end. */
  private final class Sending {
    private final Messages messages;
    private final Filesystem filesystem;
    private final List<SendRequest> requests;
    private final SkippedRanges skipped;
    private final Outputs outputs;

    /** Null if damaged metadata ends the send. */
    private final Salvaging salvaged;

    Sending(
        Messages messages,
        Filesystem filesystem,
        List<SendRequest> requests,
        SkippedRanges skipped,
        Outputs outputs,
        Salvaging salvaged) {
      this.messages = messages;
      this.filesystem = filesystem;
      this.requests = requests;
      this.skipped = skipped;
      this.outputs = outputs;
      this.salvaged = salvaged;
    }

    Integer run(SendJob job, UnreadableData policy, Destination destination) throws IOException {
      messages.notices(outputs.notices());
      PartialOutput partial = destination.partial();
      if (partial == null) {
        return finish(send(job, policy, destination));
      }
      outputs.keeping(partial.advice());
      SendTotals totals;
      try {
        totals = send(job, policy, destination);
        partial.finish();
      } catch (SendException e) {
        throw e;
      } catch (RuntimeException | IOException e) {
        messages.notice(partial.advice());
        throw e;
      }
      int exitCode = finish(totals);
      partial.forget();
      return exitCode;
    }

    private SendTotals send(SendJob job, UnreadableData policy, Destination destination) {
      CountedChannel counted = new CountedChannel(destination.newBytes());
      Progress progress = new Progress("sent", () -> destination.present() + counted.written());
      SendMessages listener =
          new SendMessages(
              messages, new SubvolumeChoice(filesystem.subvolumes()), progress, requests.size());
      try (ProgressDisplay display = progressOption.display(progress, messages.isQuiet());
          PlanBeside plan =
              display.isShown() ? new PlanBeside(filesystem, requests, progress::total) : null) {
        display.start();
        if (plan != null) {
          plan.start();
        }
        return job.send(
            filesystem,
            requests,
            destination.part(),
            policy,
            destination.from(limitRate.limited(counted)),
            listener);
      }
    }

    private int finish(SendTotals totals) throws IOException {
      SalvageAccount account = salvaged == null ? null : salvaged.account(filesystem);
      SendOutcome outcome =
          new SendOutcome(totals, filesystem.volume().devices(), skipped.list(), account);
      if (report.value() != null) {
        outputs.get(1).write(outcome.json());
      }
      outputs.commit();
      if (messages.isVerbose()) {
        outcome.activity().forEach(messages::detail);
      }
      messages.notices(outcome.notices());
      messages.errors(outcome.losses());
      return outcome.isIncomplete() ? ExitCode.SKIPPED : ExitCode.SUCCESS;
    }
  }

  private void refuseTerminal() {
    boolean standard = output.value() == null || StandardDescriptor.isMeantBy(output.value());
    if (standard && Terminal.isOutput()) {
      throw new ParameterException(
          commandLine(),
          "not writing a stream to a terminal: redirect the output or name a file with -f");
    }
  }
}
