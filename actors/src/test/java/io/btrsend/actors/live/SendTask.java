package io.btrsend.actors.live;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One stream to be sent.
 *
 * @param subvolume its path from the top level
 * @param parent path of the parent, if the stream is incremental; as {@code btrfs send} does, the
 *     sender takes it as a clone source too
 * @param cloneSources paths of further clone sources, in this order
 * @param version of the protocol
 * @param compressed whether compressed extents are sent as they are
 * @param noData whether file data is left out
 */
public record SendTask(
    String subvolume,
    Optional<String> parent,
    List<String> cloneSources,
    int version,
    boolean compressed,
    boolean noData) {

  /** The options of {@code btrfs send} that say the same. */
  List<String> options(String top) {
    List<String> options = new ArrayList<>(List.of("--proto", Integer.toString(version)));
    parent.ifPresent(path -> options.addAll(List.of("-p", top + "/" + path)));
    cloneSources.forEach(path -> options.addAll(List.of("-c", top + "/" + path)));
    if (compressed) {
      options.add("--compressed-data");
    }
    if (noData) {
      options.add("--no-data");
    }
    return options;
  }

  /** The line of a fixture scenario that asks for this stream. */
  String asScenario() {
    return String.join(
        " ",
        "send_variants",
        subvolume,
        parent.orElse("-"),
        cloneSources.isEmpty() ? "-" : String.join(",", cloneSources),
        "v" + version + (compressed ? "c" : "") + (noData ? "n" : ""));
  }
}
