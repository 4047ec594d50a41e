package io.btrsend.jobs.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.FilesystemOptions;
import io.btrsend.engine.filesystem.KernelFilesystem;
import io.btrsend.engine.filesystem.SnapshotHistory;
import io.btrsend.engine.filesystem.SubvolumeInfo;
import io.btrsend.engine.send.RequestPlanner;
import io.btrsend.jobs.plan.SmallestStream;
import io.btrsend.jobs.repository.Catalog;
import io.btrsend.jobs.repository.KnownPlans;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The size of a whole backup against the least that is possible. */
@Tag("kernel")
class BackupPlannerKernelTest {
  private static final BackupOptions OPTIONS = new BackupOptions(false, false);

  @TempDir Path directory;

  @Test
  void thePlanIsAtMostTwoPercentLargerThanTheMinimumOverAllPairs() throws IOException {
    KernelFilesystem.requireKernel();
    SnapshotHistory history = SnapshotHistory.make(directory, 12);
    try (Filesystem filesystem =
        Filesystem.open(List.of(history.image()), FilesystemOptions.defaults())) {
      List<SubvolumeInfo> chosen =
          new BackupSelection(List.of(), List.of(), false).choose(filesystem);
      assertEquals(16, chosen.size());
      BackupPlan plan =
          new BackupPlanner(
                  filesystem, Catalog.EMPTY, Set.of(), OPTIONS, KnownPlans.of(null), line -> {})
              .plan(chosen, Catalog.EMPTY, info -> null);
      long minimum = minimum(filesystem, chosen);
      String sizes = plan.bytes() + " bytes, the minimum is " + minimum;
      assertTrue(plan.bytes() <= minimum * 1.02, () -> sizes + plan.lines(filesystem.subvolumes()));
    }
  }

  private static long minimum(Filesystem filesystem, List<SubvolumeInfo> chosen) {
    int count = chosen.size() + 1;
    long[][] weights = new long[count][count];
    for (int to = 1; to < count; to++) {
      for (int from = 0; from < count; from++) {
        if (from != to) {
          weights[from][to] =
              SmallestStream.size(
                  filesystem,
                  RequestPlanner.request(
                      chosen.get(to - 1),
                      from == 0 ? null : chosen.get(from - 1),
                      List.of(),
                      OPTIONS.forSend()),
                  Long.MAX_VALUE);
        }
      }
    }
    int[] parents = MinimumArborescence.parents(weights);
    long sum = 0;
    for (int to = 1; to < count; to++) {
      sum += weights[parents[to]][to];
    }
    return sum;
  }
}
