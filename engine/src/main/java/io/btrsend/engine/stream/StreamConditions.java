package io.btrsend.engine.stream;

import java.util.List;
import java.util.UUID;

/**
 * What a sound stream is not promised to be without.
 *
 * @param withoutData whether it tells where file data changed instead of bringing it, as {@code
 *     btrfs send --no-data} does; a receiver makes files full of zeros from it
 * @param namesakes whether several of its subvolumes bear the same name, so that one directory
 *     cannot hold them
 * @param unseen the first few subvolumes that it builds on or clones from and does not bring: what
 *     links and special files those have is not known
 */
public record StreamConditions(boolean withoutData, boolean namesakes, List<UUID> unseen) {
  static final StreamConditions NONE = new StreamConditions(false, false, List.of());

  public StreamConditions {
    unseen = List.copyOf(unseen);
  }
}
