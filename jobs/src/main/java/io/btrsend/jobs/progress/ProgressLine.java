package io.btrsend.jobs.progress;

import io.btrsend.engine.text.ByteSize;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * One line of a terminal, never longer than it is wide:
 *
 * <pre>
 * [2/5] snapshots/monday  45%  1.2 GiB of 2.7 GiB  312.5 MiB/s  0:05 left
 * [2/5] ...monday  45%  1.2 GiB  312.5 MiB/s
 * 45%  1.2 GiB  0:05 left
 * </pre>
 *
 * <p>If there is not enough room, first the beginning of the name goes, then one part after the
 * other. No colours, and beyond ASCII only what is in a name, and the ellipsis.
 *
 * @param isUnicode whether the terminal shows more than ASCII
 */
public record ProgressLine(boolean isUnicode) {
  /** A shortened name has at least so many columns. */
  private static final int LEAST_NAME = 8;

  private static final String SEPARATOR = "  ";

  /** Characters before this one take one column; of others it is assumed that they take two. */
  private static final int FIRST_WIDE = 0x1100;

  private enum Part {
    POSITION,
    NAME,
    PERCENT,
    BYTES,
    RATE,
    LEFT
  }

  /** What is left out one after the other; what stays is the percentage, or the bytes. */
  private static final List<Part> EXPENDABLE = List.of(Part.RATE, Part.NAME, Part.POSITION);

  /** The line for a number of columns; empty if nothing fits. */
  public String format(ProgressState state, int columns) {
    Map<Part, String> parts = parts(state);
    String line = shortened(parts, columns);
    if (line == null) {
      parts.put(Part.BYTES, ByteSize.format(state.bytes()));
      line = shortened(parts, columns);
    }
    for (int i = 0; line == null && i < EXPENDABLE.size(); i++) {
      parts.remove(EXPENDABLE.get(i));
      line = shortened(parts, columns);
    }
    if (line == null && parts.containsKey(Part.PERCENT)) {
      parts.remove(Part.LEFT);
      line = shortened(parts, columns);
    }
    if (line == null) {
      line = parts.getOrDefault(Part.PERCENT, parts.get(Part.BYTES));
    }
    return line.length() <= columns ? line : "";
  }

  private Map<Part, String> parts(ProgressState state) {
    Map<Part, String> parts = new EnumMap<>(Part.class);
    if (state.item().isOneOfSeveral()) {
      parts.put(Part.POSITION, state.item().position());
    }
    if (!state.item().name().isEmpty()) {
      parts.put(
          Part.NAME, isUnicode ? state.item().name() : ProgressWords.ascii(state.item().name()));
    }
    state.percent().ifPresent(percent -> parts.put(Part.PERCENT, percent + "%"));
    String done = ByteSize.format(state.bytes());
    parts.put(
        Part.BYTES,
        state.total().isPresent()
            ? done + " of " + ByteSize.format(state.total().getAsLong())
            : done + " " + state.participle());
    state.rate().ifPresent(rate -> parts.put(Part.RATE, ProgressWords.rate(rate)));
    state
        .secondsLeft()
        .ifPresent(left -> parts.put(Part.LEFT, ProgressWords.duration(left) + " left"));
    return parts;
  }

  /** All parts, the name shortened if need be; null if they do not fit. */
  private String shortened(Map<Part, String> parts, int columns) {
    String line = joined(parts);
    int missing = columns(line) - columns;
    if (missing <= 0) {
      return line;
    }
    String name = parts.get(Part.NAME);
    int room = name == null ? 0 : columns(name) - missing;
    if (room < LEAST_NAME) {
      return null;
    }
    Map<Part, String> withTail = new EnumMap<>(parts);
    withTail.put(Part.NAME, tail(name, room));
    return joined(withTail);
  }

  /** The position belongs to the name. */
  private static String joined(Map<Part, String> parts) {
    List<String> texts = new ArrayList<>();
    parts.forEach(
        (part, text) -> {
          boolean follows = part == Part.NAME && parts.containsKey(Part.POSITION);
          texts.add((texts.isEmpty() ? "" : follows ? " " : SEPARATOR) + text);
        });
    return String.join("", texts);
  }

  /** The end of a name, which tells more than its beginning. */
  private String tail(String name, int room) {
    String ellipsis = isUnicode ? "\u2026" : "...";
    int used = isUnicode ? 2 : ellipsis.length();
    int from = name.length();
    while (from > 0) {
      int previous = name.offsetByCodePoints(from, -1);
      used += columns(name.substring(previous, from));
      if (used > room) {
        break;
      }
      from = previous;
    }
    return ellipsis + name.substring(from);
  }

  /** At least as many as the terminal needs. */
  private static int columns(String text) {
    return text.codePoints().map(c -> c < FIRST_WIDE ? 1 : 2).sum();
  }
}
