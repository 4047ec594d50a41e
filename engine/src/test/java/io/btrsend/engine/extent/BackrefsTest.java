package io.btrsend.engine.extent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.extent.FileItems.FileItem;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.FilesystemOptions;
import io.btrsend.engine.testing.Fixture;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BackrefsTest {
  private static Filesystem open(String fixture) {
    return Filesystem.open(Fixture.named(fixture).images(), FilesystemOptions.defaults());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s16-punched-holes",
        "s18-preallocation",
        "s21-reflinks-inside",
        "s22-reflinks-to-parent",
        "s23-clone-split",
        "s24-end-of-file-rule",
        "s30-compressed-extents",
        "s37-missed-hole",
        "s38-reference-limit-reached",
        "s41-other-clone-source"
      })
  void plansHoldTheUsesThatAScanOfAllSubvolumesFinds(String fixture) {
    try (Filesystem filesystem = open(fixture)) {
      BackrefOracle oracle = new BackrefOracle(filesystem);
      assertTrue(oracle.assertAllPlansRight() > 0);
      oracle.assertLoneExtentsHaveNoCandidates();
    }
  }

  @Test
  void anExtentWithMoreReferencesThanTheLimitHasNoCandidates() {
    try (Filesystem filesystem = open("s38-reference-limit-exceeded")) {
      List<FileItem> items = FileItems.all(filesystem);
      ExtentData extent = items.get(0).extent();
      BackrefPlan plan =
          new Backrefs(filesystem)
              .plan(extent.diskBytenr(), 2, 0, extent.inode(), 0, extent.extentOffset(), 0);
      assertSame(BackrefPlan.NONE, plan);
    }
  }

  @Test
  void withOneCloneRootTheItemsOwnReferenceIsLeftOut() {
    try (Filesystem filesystem = open("s21-reflinks-inside")) {
      FileItem item = FileItems.all(filesystem).get(0);
      assertEquals(usersOf(filesystem, item, 2), usersOf(filesystem, item, 1) + 1);
    }
  }

  private static int usersOf(Filesystem filesystem, FileItem item, int cloneRoots) {
    return new Backrefs(filesystem)
        .plan(
            item.extent().diskBytenr(),
            cloneRoots,
            item.leaf().owner(),
            item.extent().inode(),
            item.extent().itemOffset(),
            item.extent().extentOffset(),
            item.extent().extentOffset())
        .elementCount();
  }
}
