package io.btrsend.actors.live;

import java.util.stream.LongStream;

/**
 * A range of seeds.
 *
 * @param first the first
 * @param last the last one, which is in it
 */
record Seeds(long first, long last) {

  /** Reads {@code 7} or {@code 1-200}. */
  static Seeds parse(String text) {
    int dash = text.indexOf('-');
    return dash < 0
        ? new Seeds(Long.parseLong(text), Long.parseLong(text))
        : new Seeds(
            Long.parseLong(text.substring(0, dash)), Long.parseLong(text.substring(dash + 1)));
  }

  LongStream stream() {
    return LongStream.rangeClosed(first, last);
  }
}
