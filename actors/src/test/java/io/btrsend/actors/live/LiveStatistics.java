package io.btrsend.actors.live;

import io.btrsend.actors.live.LiveRunner.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a run met: of how many filesystems each feature was, and how many streams were compared. */
final class LiveStatistics {

  private static final int PER_LINE = 6;

  private final Map<String, Integer> filesystemsWith = new TreeMap<>();
  private final long start = System.nanoTime();
  private long filesystems;
  private long streams;
  private long bytes;
  private long refused;
  private long differences;

  void add(Result result) {
    filesystems++;
    streams += result.streams();
    bytes += result.bytes();
    refused += result.refused();
    differences += result.differences().size();
    result.features().forEach(feature -> filesystemsWith.merge(feature, 1, Integer::sum));
  }

  /**
   * What there was too little of, in words, one each.
   *
   * @param least such as {@code deleted:100,partly-dropped:30}; may be empty
   */
  List<String> missing(String least) {
    List<String> missing = new ArrayList<>();
    for (String part : least.isEmpty() ? new String[0] : least.split(",", -1)) {
      String[] words = part.split(":", -1);
      int found = filesystemsWith.getOrDefault(words[0], 0);
      if (found < Integer.parseInt(words[1])) {
        missing.add("only " + found + " of " + filesystems + " filesystems: " + part);
      }
    }
    return missing;
  }

  @Override
  public String toString() {
    long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            "%d filesystems, %d streams (%,d bytes, %d refused by the kernel), %d different, %d s;"
                + " filesystems with",
            filesystems, streams, bytes, refused, differences, seconds));
    int printed = 0;
    for (Map.Entry<String, Integer> feature : filesystemsWith.entrySet()) {
      text.append(printed++ % PER_LINE == 0 ? "\n  " : ", ");
      text.append(feature.getKey()).append(' ').append(feature.getValue());
    }
    return text.toString();
  }
}
