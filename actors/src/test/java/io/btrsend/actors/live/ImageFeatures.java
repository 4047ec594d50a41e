package io.btrsend.actors.live;

import io.btrsend.actors.live.RootTree.Root;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** What is found in the images of a filesystem, in words. */
final class ImageFeatures {

  static final String DELETED = "deleted";
  static final String PARTLY_DROPPED = "partly-dropped";

  private ImageFeatures() {}

  /** The features of a filesystem that is mounted as its images were taken. */
  static Set<String> of(LiveScenario scenario, LoopFilesystem filesystem) {
    Set<String> features = new TreeSet<>();
    features.add(word(scenario.flavour()));
    features.add(word(scenario.ending().taking()));
    if (!scenario.settings().contents().isEmpty()) {
      features.add("made-by-mkfs");
    }
    if (SettingsDraw.hasHoleItems(scenario.settings())) {
      features.add("hole-items");
    }
    if (Superblocks.haveLog(filesystem.images().get(0))) {
      features.add("log");
    }
    for (Root root : filesystem.subvolumes()) {
      if (root.isDeleted()) {
        features.add(DELETED);
      }
      if (root.isPartlyDropped()) {
        features.add(PARTLY_DROPPED);
      }
      if (root.received()) {
        features.add("received");
      }
    }
    return features;
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
