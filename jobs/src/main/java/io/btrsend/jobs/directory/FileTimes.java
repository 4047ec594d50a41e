package io.btrsend.jobs.directory;

/** Access and modification time: seconds since 1970, and nanoseconds. */
public record FileTimes(
    long accessSeconds, long accessNanoseconds, long seconds, long nanoseconds) {

  /** As {@code utimensat} takes them. */
  long[] timespecs() {
    return new long[] {accessSeconds, accessNanoseconds, seconds, nanoseconds};
  }
}
