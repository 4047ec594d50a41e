package io.btrsend.cli;

import io.btrsend.jobs.progress.Progress;

/** Whether and how a command shows how far it is. */
final class ProgressOption {
  private enum Choice {
    AUTO,
    PLAIN,
    JSON,
    NONE
  }

  private final StandardError error;
  private final Argument<Choice> choice =
      Argument.defaulted(
          Choice.class,
          Choice.AUTO,
          "auto|plain|json|none",
          "How far it is, on standard error: on a terminal (auto, default), as lines for a\n"
              + "log, as JSON objects, or not at all. SIGUSR1 always prints one line.",
          "--progress");

  /**
   * @param error where it is shown
   */
  ProgressOption(StandardError error) {
    this.error = error;
  }

  void addTo(Subcommand command) {
    command.add(choice);
  }

  /** Shows it once it is started, until it is closed. */
  ProgressDisplay display(Progress progress, boolean isQuiet) {
    return new ProgressDisplay(progress, error, form(isQuiet));
  }

  private ProgressDisplay.Form form(boolean isQuiet) {
    return switch (choice.value()) {
      case PLAIN -> ProgressDisplay.Form.PLAIN;
      case JSON -> ProgressDisplay.Form.JSON;
      case NONE -> ProgressDisplay.Form.NONE;
      case AUTO -> {
        if (isQuiet || !Terminal.isError()) {
          yield ProgressDisplay.Form.NONE;
        }
        yield Terminal.isDumb() ? ProgressDisplay.Form.PLAIN : ProgressDisplay.Form.LINE;
      }
    };
  }
}
