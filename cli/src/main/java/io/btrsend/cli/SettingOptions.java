package io.btrsend.cli;

import io.btrsend.config.Settings;
import java.util.ArrayList;
import java.util.List;

/** Settings on the command line. */
final class SettingOptions {
  private final Argument<Integer> parallelism =
      Argument.option(
          Integer.class, "N", "Workers; default: one for each processor.", "-j", "--parallelism");
  private final Argument<String[]> assignments =
      Argument.repeatable("KEY=VALUE", "Overrides a setting, as in -D bytes-in-flight=8MiB.", "-D");

  void addTo(Subcommand command) {
    command.add(parallelism, assignments);
  }

  Settings load() {
    List<String> all = new ArrayList<>(List.of(assignments.value()));
    Integer workers = parallelism.value();
    if (workers != null) {
      all.add("parallelism=" + workers);
    }
    return EarlySettings.with(all);
  }
}
