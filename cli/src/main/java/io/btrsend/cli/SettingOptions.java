package io.btrsend.cli;

import io.btrsend.config.Settings;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Settings on the command line. */
final class SettingOptions {
  @Option(
      names = {"-j", "--parallelism"},
      paramLabel = "N",
      description = "Workers; default: one for each processor.")
  private Integer parallelism;

  @Option(
      names = "-D",
      paramLabel = "KEY=VALUE",
      description = "Overrides a setting, as in -D bytes-in-flight=8MiB.")
  private List<String> assignments = List.of();

  Settings load() {
    List<String> all = new ArrayList<>(assignments);
    if (parallelism != null) {
      all.add("parallelism=" + parallelism);
    }
    return EarlySettings.with(all);
  }
}
