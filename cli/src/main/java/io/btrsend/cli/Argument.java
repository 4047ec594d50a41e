package io.btrsend.cli;

import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Range;

/**
 * An option or parameter, and its value once the command line is parsed. Arguments are made one by
 * one rather than from annotations: to read those would take a third of the time of a start.
 *
 * @param <T> what picocli converts the text to
 */
record Argument<T>(ArgSpec spec) {

  /** An option without a value; its own value is whether it was given. */
  static Argument<Boolean> flag(String description, String... names) {
    return new Argument<>(
        OptionSpec.builder(names)
            .type(boolean.class)
            .initialValue(false)
            .description(description)
            .build());
  }

  /** An option whose value is null if it was not given. */
  static <T> Argument<T> option(Class<T> type, String label, String description, String... names) {
    return defaulted(type, null, label, description, names);
  }

  /**
   * An option with a default.
   *
   * @param usual the value if it was not given; {@code ${DEFAULT-VALUE}} in the description
   */
  static <T> Argument<T> defaulted(
      Class<T> type, T usual, String label, String description, String... names) {
    return new Argument<>(
        OptionSpec.builder(names)
            .type(type)
            .initialValue(usual)
            .paramLabel(label)
            .description(description)
            .build());
  }

  /** An option that can be given several times. */
  static Argument<String[]> repeatable(String label, String description, String... names) {
    return defaulted(String[].class, new String[0], label, description, names);
  }

  /**
   * A parameter whose value is null if it was not given.
   *
   * @param arity how often it can be given, as in {@code 0..1} or {@code 1..*}
   */
  static <T> Argument<T> parameter(Class<T> type, String arity, String label, String description) {
    return new Argument<>(
        PositionalParamSpec.builder()
            .type(type)
            .arity(arity)
            .required(Range.valueOf(arity).min() > 0)
            .paramLabel(label)
            .description(description)
            .build());
  }

  T value() {
    return spec.getValue();
  }
}
