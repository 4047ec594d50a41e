package io.btrsend.engine.stream;

import java.util.List;
import java.util.UUID;

/**
 * The conditions under which a sound stream is safe to receive.
 *
 * @param withoutData whether it has UPDATE_EXTENT commands instead of file data, as {@code btrfs
 *     send --no-data} writes; a receiver would create files full of zeros
 * @param namesakes whether several of its subvolumes have the same name, so that one directory
 *     cannot hold them
 * @param unseen the first few subvolumes outside the stream that it builds on or clones from; their
 *     symbolic links and special files are unknown
 */
public record StreamConditions(boolean withoutData, boolean namesakes, List<UUID> unseen) {
  static final StreamConditions NONE = new StreamConditions(false, false, List.of());

  public StreamConditions {
    unseen = List.copyOf(unseen);
  }
}
