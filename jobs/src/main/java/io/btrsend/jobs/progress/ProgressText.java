package io.btrsend.jobs.progress;

import io.btrsend.engine.text.ByteSize;
import java.util.ArrayList;
import java.util.List;

/**
 * A line for a log:
 *
 * <pre>
 * [2/5] snapshots/monday: 45%, 1.2 GiB of 2.7 GiB sent in 0:04, 312.5 MiB/s, 0:05 left
 * </pre>
 *
 * @param isUnicode whether the reader shows more than ASCII
 */
public record ProgressText(boolean isUnicode) {

  /** The line, without an end of line. */
  public String format(ProgressState state) {
    List<String> parts = new ArrayList<>();
    state.percent().ifPresent(percent -> parts.add(percent + "%"));
    String total =
        state.total().isPresent() ? " of " + ByteSize.format(state.total().getAsLong()) : "";
    parts.add(
        ByteSize.format(state.bytes())
            + total
            + " "
            + state.participle()
            + " in "
            + ProgressWords.duration((long) state.seconds()));
    state.rate().ifPresent(rate -> parts.add(ProgressWords.rate(rate)));
    state.secondsLeft().ifPresent(left -> parts.add(ProgressWords.duration(left) + " left"));
    return beginning(state.item()) + String.join(", ", parts);
  }

  private String beginning(ProgressItem item) {
    String position = item.isOneOfSeveral() ? item.position() + " " : "";
    String name = isUnicode ? item.name() : ProgressWords.ascii(item.name());
    return name.isEmpty() ? position : position + name + ": ";
  }
}
