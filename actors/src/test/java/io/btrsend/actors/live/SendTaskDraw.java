package io.btrsend.actors.live;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Draws what is sent: every snapshot in full, every pair both ways, with and without clone sources.
 */
final class SendTaskDraw {

  private static final int MAX_OTHERS = 8;
  private static final int MAX_PAIRS = 4;

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

  List<SendTask> draw(Flavour flavour, FilesystemSettings settings) {
    List<SendTask> tasks = new ArrayList<>();
    List<String> sentInFull = new ArrayList<>(snapshots);
    sentInFull.addAll(some(others, MAX_OTHERS));
    sentInFull.forEach(each -> tasks.add(task(each, Optional.empty(), List.of())));
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
    drawPairs(tasks);
    return flavour.isBounded()
        ? tasks
        : tasks.stream().map(task -> withShortHoles(task, settings)).toList();
  }

  /** Any two subvolumes, related or not: then every inode number means something else. */
  private void drawPairs(List<SendTask> tasks) {
    List<String> all = new ArrayList<>(snapshots);
    all.addAll(others);
    for (int count = random.nextInt(MAX_PAIRS + 1); count > 0 && all.size() > 1; count--) {
      List<String> pair = some(all, 2);
      List<String> sources = random.nextBoolean() ? List.of() : cloneSources();
      tasks.add(task(pair.get(0), Optional.of(pair.get(1)), sources));
    }
  }

  /** The task so that no hole is sent as bytes. */
  private static SendTask withShortHoles(SendTask task, FilesystemSettings settings) {
    if (task.parent().isEmpty() || task.noData()) {
      return task;
    }
    boolean noData = SettingsDraw.hasHoleItems(settings);
    return new SendTask(
        task.subvolume(),
        task.parent(),
        task.cloneSources(),
        2,
        task.compressed() && !noData,
        noData);
  }

  /** At most so many of them, in random order. */
  private List<String> some(List<String> names, int most) {
    List<String> rest = new ArrayList<>(names);
    List<String> chosen = new ArrayList<>();
    while (chosen.size() < most && !rest.isEmpty()) {
      chosen.add(rest.remove(random.nextInt(rest.size())));
    }
    return chosen;
  }

  private List<String> cloneSources() {
    List<String> candidates = new ArrayList<>(snapshots);
    candidates.addAll(others);
    return some(candidates, 1 + random.nextInt(3));
  }

  private SendTask task(String subvolume, Optional<String> parent, List<String> cloneSources) {
    int variant = random.nextInt(10);
    int version = variant < 5 ? 1 : 2;
    boolean compressed = variant == 7 || variant == 8;
    boolean noData = variant == 4 || variant == 9;
    return new SendTask(subvolume, parent, cloneSources, version, compressed, noData);
  }
}
