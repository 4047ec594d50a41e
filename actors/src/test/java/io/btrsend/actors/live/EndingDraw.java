package io.btrsend.actors.live;

import io.btrsend.actors.live.Ending.Taking;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Draws what is deleted at last, and how far the cleaner comes before the images are taken. */
final class EndingDraw {

  private static final int MAX_STEPS = 4;

  private final SplittableRandom random;
  private final History history;
  private final List<String> writable;

  /**
   * Draws.
   *
   * @param writable the writable subvolumes besides s and t
   */
  EndingDraw(SplittableRandom random, History history, List<String> writable) {
    this.random = random;
    this.history = history;
    this.writable = writable;
  }

  /**
   * Adds the last operations to the history and says how the images are taken then: something is
   * deleted, and the cleaner is stopped while it drops it.
   */
  Ending drawHalfWay() {
    doomed().forEach(history::delete);
    history.add(new FilesystemOperation.Sync());
    return new Ending(Taking.POWER_CUT, 1 + random.nextInt(MAX_STEPS));
  }

  /** The same, with the cleaner wherever it is, if there is anything to do for it. */
  Ending draw() {
    if (random.nextBoolean()) {
      return undisturbed();
    }
    doomed().forEach(history::delete);
    return switch (random.nextInt(6)) {
      case 0 -> {
        history.add(new FilesystemOperation.AwaitCleaner());
        yield undisturbed();
      }
      case 1 -> {
        // The cleaner may have begun or even finished.
        history.add(new FilesystemOperation.Sync());
        yield new Ending(random.nextBoolean() ? Taking.FROZEN : Taking.UNMOUNTED, 0);
      }
      case 2, 3 -> new Ending(Taking.UNMOUNTED, 0);
      default -> {
        history.add(new FilesystemOperation.Sync());
        yield new Ending(Taking.POWER_CUT, 0);
      }
    };
  }

  private Ending undisturbed() {
    List<Taking> moments = List.of(Taking.values());
    Taking taking = moments.get(random.nextInt(moments.size()));
    if (taking == Taking.POWER_CUT && history.model().pickDirectory() != null) {
      history.add(new FilesystemOperation.Sync());
      history.drawFiles(3 + random.nextInt(10));
      history.model().favour(null);
      syncSomeFiles();
    }
    return new Ending(taking, 0);
  }

  /** What was synced after the last commit is in the log only. */
  private void syncSomeFiles() {
    for (int count = 1 + random.nextInt(4); count > 0; count--) {
      TreeModel.Entry file = history.model().pickFile();
      if (file != null) {
        String path = file.path();
        history.add(new DataOperation.Write(path, 0, 1 + random.nextInt(10_000), 1));
        history.add(new DataOperation.Fsync(path));
      }
    }
  }

  /** One subvolume or several, of every kind; something to send remains. */
  private List<String> doomed() {
    List<String> candidates = new ArrayList<>(writable);
    candidates.addAll(List.of("s", "t"));
    candidates.addAll(history.others());
    candidates.addAll(history.chain().subList(1, history.chain().size()));
    int share = 2 + random.nextInt(4);
    List<String> doomed = new ArrayList<>();
    for (String candidate : candidates) {
      boolean likely = writable.contains(candidate) || candidate.equals("s");
      if (random.nextInt(likely ? 2 : share * 2) == 0) {
        doomed.add(candidate);
      }
    }
    if (doomed.isEmpty()) {
      doomed.add(candidates.get(random.nextInt(candidates.size())));
    }
    return doomed;
  }
}
