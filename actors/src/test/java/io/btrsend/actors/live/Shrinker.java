package io.btrsend.actors.live;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Finds a short list that still has a property of a long one, by leaving out ever smaller parts of
 * it.
 */
final class Shrinker {

  private Shrinker() {}

  /**
   * Shortens a list.
   *
   * @param fails whether a list has the property; the given list must have it
   * @return a list that has it and loses it if any single element is left out
   */
  static <T> List<T> shrink(List<T> list, Predicate<List<T>> fails) {
    List<T> shortest = list;
    int part = Math.max(1, list.size() / 2);
    while (true) {
      List<T> shorter = withoutParts(shortest, part, fails);
      boolean improved = shorter.size() < shortest.size();
      shortest = shorter;
      if (part == 1 && !improved) {
        return shortest;
      }
      part = Math.max(1, Math.min(part / 2, shortest.size() / 2));
    }
  }

  /**
   * Tries once to leave out each part; the latest ones first, since the earlier ones made what
   * those act on.
   */
  private static <T> List<T> withoutParts(List<T> list, int part, Predicate<List<T>> fails) {
    List<T> shortest = list;
    for (int end = list.size(); end > 0; end -= part) {
      int start = Math.max(0, end - part);
      List<T> candidate = new ArrayList<>(shortest.subList(0, start));
      candidate.addAll(shortest.subList(end, shortest.size()));
      if (fails.test(candidate)) {
        shortest = candidate;
      }
    }
    return shortest;
  }
}
