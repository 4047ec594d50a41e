package io.btrsend.jobs.progress;

import io.btrsend.engine.text.JsonText;

/** The state as a JSON object; docs/json.md describes it. */
public final class ProgressJson {
  private static final int VERSION = 1;

  private ProgressJson() {}

  /** One line, without an end of line. */
  public static String format(ProgressState state) {
    JsonText json = JsonText.document(VERSION);
    json.string("action", state.participle());
    if (!state.item().name().isEmpty()) {
      json.string("what", state.item().name());
    }
    json.number("number", state.item().number());
    json.number("count", state.item().count());
    json.number("bytes", state.bytes());
    state.total().ifPresent(total -> json.number("total_bytes", total));
    json.fraction("seconds", state.seconds());
    state.rate().ifPresent(rate -> json.number("bytes_per_second", (long) rate));
    state.secondsLeft().ifPresent(left -> json.number("seconds_left", left));
    json.endObject();
    return json.toString();
  }
}
