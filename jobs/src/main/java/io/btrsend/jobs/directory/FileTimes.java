package io.btrsend.jobs.directory;

/** Access and modification time: seconds since 1970, and nanoseconds. */
public record FileTimes(
    long accessSeconds, long accessNanoseconds, long seconds, long nanoseconds) {

  /** Whether some filesystems have no such times: beyond 1901 or 2038. */
  boolean areUnusual() {
    return seconds != (int) seconds || accessSeconds != (int) accessSeconds;
  }

  /** For people: access time and modification time. */
  String text() {
    return "%d.%09d, %d.%09d".formatted(accessSeconds, accessNanoseconds, seconds, nanoseconds);
  }

  /** As {@code utimensat} takes them. */
  long[] timespecs() {
    return new long[] {accessSeconds, accessNanoseconds, seconds, nanoseconds};
  }
}
