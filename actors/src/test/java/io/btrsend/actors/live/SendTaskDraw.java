package io.btrsend.actors.live;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Draws what is sent: every snapshot in full, every pair both ways, with and without clone sources.
 */
final class SendTaskDraw {

  private final SplittableRandom random;
  private final List<String> snapshots;
  private final List<String> others;

  /**
   * Draws.
   *
   * @param snapshots those whose pairs are sent
   * @param others those that are sent in full and serve as clone sources
   */
  SendTaskDraw(SplittableRandom random, List<String> snapshots, List<String> others) {
    this.random = random;
    this.snapshots = snapshots;
    this.others = others;
  }

  List<SendTask> draw(Flavour flavour) {
    List<SendTask> tasks = new ArrayList<>();
    snapshots.forEach(snapshot -> tasks.add(task(snapshot, Optional.empty(), List.of())));
    others.forEach(other -> tasks.add(task(other, Optional.empty(), List.of())));
    if (!flavour.isIncremental()) {
      return tasks;
    }
    for (String subvolume : snapshots) {
      for (String parent : snapshots) {
        if (!subvolume.equals(parent)) {
          tasks.add(task(subvolume, Optional.of(parent), List.of()));
          tasks.add(task(subvolume, Optional.of(parent), cloneSources()));
        }
      }
    }
    // A parent that has nothing to do with it: allowed, and every inode number means something
    // else.
    if (random.nextInt(4) == 0) {
      String stranger = others.get(others.size() - 1);
      tasks.add(task(snapshots.get(0), Optional.of(stranger), List.of()));
    }
    return tasks;
  }

  private List<String> cloneSources() {
    List<String> candidates = new ArrayList<>(snapshots);
    candidates.addAll(others);
    List<String> sources = new ArrayList<>();
    for (int count = 1 + random.nextInt(3); count > 0; count--) {
      sources.add(candidates.remove(random.nextInt(candidates.size())));
    }
    return sources;
  }

  private SendTask task(String subvolume, Optional<String> parent, List<String> cloneSources) {
    int variant = random.nextInt(10);
    int version = variant < 5 ? 1 : 2;
    boolean compressed = variant == 7 || variant == 8;
    boolean noData = variant == 4 || variant == 9;
    return new SendTask(subvolume, parent, cloneSources, version, compressed, noData);
  }
}
