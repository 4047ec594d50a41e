package io.btrsend.engine.stream;

import io.btrsend.engine.stream.StreamStatistics.Kind;
import io.btrsend.engine.stream.StreamStatistics.LargeFile;
import java.util.Locale;

/** Formats the statistics of a stream for people. */
final class StatisticsText {
  private final StreamStatistics statistics;
  private final LocalTimeText localTime;
  private final StringBuilder text = new StringBuilder();

  StatisticsText(StreamStatistics statistics, LocalTimeText localTime) {
    this.statistics = statistics;
    this.localTime = localTime;
  }

  String text() {
    line(
        "%,d bytes, %,d commands, streams: %d, subvolumes: %d full, %d incremental",
        statistics.bytes(),
        statistics.commands(),
        statistics.streams(),
        statistics.fullSubvolumes(),
        statistics.incrementalSubvolumes());
    appendContent();
    if (statistics.modified() != null) {
      line(
          "modified from %s to %s",
          time(statistics.modified().first()), time(statistics.modified().last()));
    }
    text.append("\n");
    line("%-16s %12s %18s %7s", "command", "count", "bytes", "share");
    for (Kind kind : statistics.kinds()) {
      line(
          "%-16s %,12d %,18d %6.1f%%",
          kind.name(), kind.count(), kind.bytes(), percent(kind.bytes(), statistics.bytes()));
    }
    if (!statistics.largestFiles().isEmpty()) {
      text.append("\n");
      line("%18s %18s %18s  %s", "bytes in stream", "of the file", "thereof cloned", "path");
      for (LargeFile file : statistics.largestFiles()) {
        line(
            "%,18d %,18d %,18d  %s",
            file.streamBytes(), file.fileBytes(), file.clonedBytes(), file.pathText());
      }
    }
    return text.toString();
  }

  private void appendContent() {
    line("file content: %,d bytes", statistics.fileBytes());
    part("written", statistics.writtenBytes(), "");
    part(
        "compressed",
        statistics.encodedFileBytes(),
        String.format(Locale.ROOT, ", sent as %,d bytes", statistics.encodedBytes()));
    part("cloned", statistics.clonedBytes(), "");
    if (statistics.updatedBytes() != 0) {
      line("  %-12s %,18d, data left out of the stream", "not sent", statistics.updatedBytes());
    }
  }

  private void part(String name, long bytes, String more) {
    if (bytes != 0) {
      line("  %-12s %,18d %6.1f%%%s", name, bytes, percent(bytes, statistics.fileBytes()), more);
    }
  }

  private static double percent(long part, long whole) {
    return whole == 0 ? 0 : 100.0 * part / whole;
  }

  private String time(long seconds) {
    String known = localTime.of(seconds);
    return known == null ? seconds + " s" : known;
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
