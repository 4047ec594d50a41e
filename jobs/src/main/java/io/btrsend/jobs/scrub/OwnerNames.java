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
    if (ObjectId.isSubvolume(id)) {
      return "subvolume " + NameText.of(subvolumePath(id));
    }
    if (id == ObjectId.ROOT_TREE) {
      return "root tree";
    } else if (id == ObjectId.EXTENT_TREE) {
      return "extent tree";
    } else if (id == ObjectId.CHUNK_TREE) {
      return "chunk tree";
    } else if (id == ObjectId.DEV_TREE) {
      return "device tree";
    } else if (id == ObjectId.CSUM_TREE) {
      return "checksum tree";
    } else if (id == ObjectId.QUOTA_TREE) {
      return "quota tree";
    } else if (id == ObjectId.UUID_TREE) {
      return "UUID tree";
    } else if (id == ObjectId.FREE_SPACE_TREE) {
      return "free space tree";
    } else if (id == ObjectId.BLOCK_GROUP_TREE) {
      return "block group tree";
    } else if (id == ObjectId.RAID_STRIPE_TREE) {
      return "RAID stripe tree";
    } else if (id == ObjectId.DATA_RELOC_TREE) {
      return "data relocation tree";
    }
    return "tree " + Long.toUnsignedString(id);
  }
}
