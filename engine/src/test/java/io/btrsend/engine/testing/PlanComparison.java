package io.btrsend.engine.testing;

import io.btrsend.engine.send.SendCounts;
import io.btrsend.engine.send.SendReport;
import io.btrsend.engine.stream.StreamStatistics;
import io.btrsend.engine.stream.StreamStatistics.Kind;
import java.util.Comparator;
import java.util.List;

/** Compares the plan of a send with what its stream holds. */
public final class PlanComparison {
  private PlanComparison() {}

  /** What differs, for people; null if all numbers are the same. */
  public static String difference(SendReport plan, StreamStatistics held) {
    String planned = text(plan.bytes(), plan.commands(), plan.counts());
    String found =
        text(
            held.bytes(),
            held.commands(),
            new SendCounts(
                held.kinds(),
                held.writtenBytes(),
                plan.counts().zeros(),
                held.encodedBytes(),
                held.encodedFileBytes(),
                held.clonedBytes(),
                held.updatedBytes(),
                plan.counts().punched(),
                plan.counts().inodes()));
    return planned.equals(found) ? null : "planned " + planned + ", the stream has " + found;
  }

  private static String text(long bytes, long commands, SendCounts counts) {
    List<Kind> kinds = counts.kinds().stream().sorted(Comparator.comparing(Kind::name)).toList();
    return "%d bytes, %d commands: %s; written %d, encoded %d for %d, cloned %d, updated %d"
        .formatted(
            bytes,
            commands,
            kinds,
            counts.written(),
            counts.encoded(),
            counts.encodedFile(),
            counts.cloned(),
            counts.updated());
  }
}
