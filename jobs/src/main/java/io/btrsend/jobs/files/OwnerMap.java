package io.btrsend.jobs.files;

import io.btrsend.engine.SendException;
import io.btrsend.engine.SendException.Reason;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which owner a file gets that has another one in the subvolume. Numbers are of users and groups.
 */
public final class OwnerMap {
  private static final long MAX_ID = 0xffff_fffeL;

  private final Map<Long, Long> mapped = new HashMap<>();

  /**
   * @param texts each {@code FROM:TO}, two numbers
   * @throws SendException {@link Reason#INVALID} for anything else
   */
  public OwnerMap(List<String> texts) {
    for (String text : texts) {
      String[] parts = text.split(":", -1);
      if (parts.length != 2) {
        throw invalid(text);
      }
      mapped.put(number(parts[0], text), number(parts[1], text));
    }
  }

  private static long number(String part, String text) {
    try {
      long number = Long.parseLong(part);
      if (number >= 0 && number <= MAX_ID) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw invalid(text);
    }
    throw invalid(text);
  }

  private static SendException invalid(String text) {
    return new SendException(
        Reason.INVALID, "'" + text + "' is not FROM:TO, two numbers of users or groups");
  }

  long of(long owner) {
    return mapped.getOrDefault(owner, owner);
  }
}
