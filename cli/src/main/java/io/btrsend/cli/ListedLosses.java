package io.btrsend.cli;

import io.btrsend.jobs.directory.Loss;
import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Prints what could not be written, a line each, and counts it by kind. For one thread. */
final class ListedLosses implements Loss.Listener {
  private final PrintWriter out;
  private final Map<Loss.Kind, Long> counts = new EnumMap<>(Loss.Kind.class);

  ListedLosses(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void lost(Loss loss) {
    counts.merge(loss.kind(), 1L, Long::sum);
    out.println(loss);
  }

  boolean isEmpty() {
    return counts.isEmpty();
  }

  /** One line; none if nothing was lost. */
  List<String> summary() {
    return isEmpty()
        ? List.of()
        : List.of(
            counts.entrySet().stream()
                .map(count -> count.getKey().counted(count.getValue()))
                .collect(Collectors.joining(", ", "could not be written, see the list: ", "")));
  }
}
