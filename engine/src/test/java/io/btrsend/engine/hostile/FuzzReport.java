package io.btrsend.engine.hostile;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How the sends of hostile images ended. */
final class FuzzReport {
  private final Map<String, Integer> outcomes = new TreeMap<>();
  private final List<Throwable> failures = new ArrayList<>();
  private int count;
  private long slowestNanos;
  private String slowest = "";

  void add(String outcome, String image, long nanos) {
    count++;
    outcomes.merge(outcome, 1, Integer::sum);
    if (nanos > slowestNanos) {
      slowestNanos = nanos;
      slowest = image;
    }
  }

  void addFailure(String image, Throwable failure) {
    add("FAILURE " + failure.getClass().getSimpleName(), image, 0);
    failures.add(new Throwable(image, failure));
  }

  int count() {
    return count;
  }

  /** Everything that was no typed error, with the image as the message. */
  List<Throwable> failures() {
    return Collections.unmodifiableList(failures);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(count).append(" images; slowest ").append(slowestNanos / 1_000_000);
    text.append(" ms: ").append(slowest).append('\n');
    outcomes.forEach((outcome, n) -> text.append(String.format("%8d  %s%n", n, outcome)));
    return text.toString();
  }
}
