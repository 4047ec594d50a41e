package io.btrsend.engine.testing;

import io.btrsend.engine.filesystem.SubvolumeInfo;
import io.btrsend.engine.filesystem.Subvolumes;
import io.btrsend.engine.send.RequestPlanner;
import io.btrsend.engine.send.SendRequest;
import io.btrsend.engine.send.SendSelection;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Makes requests by paths from the top level, as {@code btrfs send} makes them of its options. */
public final class Requests {
  private Requests() {}

  /** The request for one stream; every subvolume named must exist. */
  public static SendRequest of(
      Subvolumes subvolumes,
      String subvolume,
      Optional<String> parent,
      List<String> cloneSources,
      int version,
      boolean compressed,
      boolean noData) {
    SendSelection selection =
        new SendSelection(
            List.of(named(subvolumes, subvolume)),
            parent.map(path -> named(subvolumes, path)).orElse(null),
            cloneSources.stream().map(path -> named(subvolumes, path)).toList(),
            false,
            OptionalInt.of(version),
            compressed,
            noData,
            false);
    return new RequestPlanner(subvolumes::byUuid, info -> "ID " + info.id()).plan(selection).get(0);
  }

  private static SubvolumeInfo named(Subvolumes subvolumes, String path) {
    return subvolumes.byPath(path.getBytes(StandardCharsets.UTF_8)).orElseThrow();
  }
}
