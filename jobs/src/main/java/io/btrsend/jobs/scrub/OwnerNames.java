package io.btrsend.jobs.scrub;

import io.btrsend.engine.EngineException;
import io.btrsend.engine.extent.ExtentOwners;
import io.btrsend.engine.extent.ExtentOwners.FileUse;
import io.btrsend.engine.filesystem.FilePaths;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.Subvolume;
import io.btrsend.engine.filesystem.SubvolumeInfo;
import io.btrsend.engine.filesystem.Subvolumes;
import io.btrsend.engine.format.ObjectId;
import io.btrsend.engine.format.TreeName;
import io.btrsend.engine.scrub.Finding;
import io.btrsend.engine.text.NameText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the names of what a bad place belongs to. For one thread. */
final class OwnerNames {
  private final Filesystem filesystem;
  private final Subvolumes subvolumes;
  private final ExtentOwners owners;

  /**
   * A range of a file.
   *
   * @param subvolume path of the subvolume from the top level
   * @param file path of the file in it, empty if it has none
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record FileRange(byte[] subvolume, byte[] file, FileUse use) {}

  /**
   * What a bad place belongs to.
   *
   * @param files for data
   * @param trees for metadata: names of trees, and of subvolumes
   * @param failure why that cannot be told, or null
   */
  record Owners(List<FileRange> files, List<String> trees, EngineException failure) {}

  OwnerNames(Filesystem filesystem) {
    this.filesystem = filesystem;
    this.subvolumes = filesystem.subvolumes();
    this.owners = new ExtentOwners(filesystem);
  }

  Owners of(Finding finding) {
    List<FileRange> files = new ArrayList<>();
    List<String> trees = new ArrayList<>();
    try {
      switch (finding.kind()) {
        case DATA -> {
          long offset = finding.logical() - finding.extent();
          for (FileUse use : owners.files(finding.extent(), offset, finding.length())) {
            files.add(named(use));
          }
        }
        case METADATA -> {
          for (long tree : owners.trees(finding.extent(), finding.level())) {
            trees.add(treeName(tree));
          }
        }
        case SUPERBLOCK, PARITY -> {}
      }
      return new Owners(files, trees, null);
    } catch (EngineException e) {
      return new Owners(files, trees, e);
    }
  }

  private FileRange named(FileUse use) {
    Optional<SubvolumeInfo> info = subvolumes.byId(use.subvolume());
    byte[] file =
        info.map(found -> FilePaths.of(new Subvolume(filesystem.blocks(), found), use.inode()))
            .orElseGet(() -> new byte[0]);
    return new FileRange(subvolumePath(use.subvolume()), file, use);
  }

  /** Its id in angle brackets if it has no path. */
  private byte[] subvolumePath(long id) {
    Optional<SubvolumeInfo> info = subvolumes.byId(id);
    if (info.isPresent() && id != ObjectId.FS_TREE) {
      try {
        byte[] path = subvolumes.path(info.get());
        if (path.length > 0) {
          return path;
        }
      } catch (EngineException e) {
        return idText(id); // damage to its path is a finding of its own
      }
    }
    return idText(id);
  }

  private static byte[] idText(long id) {
    String text = id == ObjectId.FS_TREE ? "<top level>" : "<subvolume " + id + ">";
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private String treeName(long id) {
    return ObjectId.isSubvolume(id)
        ? "subvolume " + NameText.of(subvolumePath(id))
        : TreeName.noun(id);
  }
}
