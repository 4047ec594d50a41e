package io.btrsend.actors.live;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongFunction;

/** The checks that there are, by name. */
final class LiveChecks {

  private static final Map<String, Function<LongFunction<Sender>, LiveCheck>> BY_NAME =
      Map.of(
          "send", SendCheck::new,
          "receive", senders -> new ReceiveCheck(senders, BtrfsReceive::make),
          "apply", senders -> new ReceiveCheck(senders, BtrsendApply::make),
          "extract", senders -> new ExtractCheck(),
          "part", senders -> new PartCheck());

  private LiveChecks() {}

  /**
   * The checks of a list of names such as {@code send,receive:20}; a number says that only every
   * so-manieth seed is checked.
   *
   * @param senders what sends, for each seed
   * @throws IllegalArgumentException if there is no such check
   */
  static List<LiveCheck> parse(String names, LongFunction<Sender> senders) {
    List<LiveCheck> checks = new ArrayList<>();
    for (String name : names.split(",", -1)) {
      String[] parts = name.split(":", -1);
      Function<LongFunction<Sender>, LiveCheck> check = BY_NAME.get(parts[0]);
      if (check == null) {
        throw new IllegalArgumentException("no check " + name + " among " + BY_NAME.keySet());
      }
      long every = parts.length == 1 ? 1 : Long.parseLong(parts[1]);
      checks.add(every(every, check.apply(senders)));
    }
    return checks;
  }

  private static LiveCheck every(long number, LiveCheck check) {
    return sample -> sample.scenario().seed() % number == 0 ? check.check(sample) : List.of();
  }
}
