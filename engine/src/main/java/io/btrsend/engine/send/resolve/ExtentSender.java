package io.btrsend.engine.send.resolve;

import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.extent.ExtentData;
import io.btrsend.engine.filesystem.FileExtent;
import io.btrsend.engine.filesystem.Subvolume;
import io.btrsend.engine.send.SendOptions;
import io.btrsend.engine.send.gather.ExtentFacts;
import io.btrsend.engine.send.gather.ExtentGathering;

/**
 * Turns the extent items of the current inode into data, clones and holes. Source: send semantics
 * 7.2 to 7.4.
 */
final class ExtentSender {
  private final SendOptions options;
  private final CurrentInode current;
  private final Paths paths;
  private final Commands commands;
  private final Subvolume sent;
  private final boolean hasParent;
  private final HoleDetection holes;
  private final CloneChoice cloneChoice;
  private final CloneSplitter splitter;
  private final ExtentGathering gathering;
  private final long sectorSize;

  ExtentSender(
      SendState state,
      Paths paths,
      Commands commands,
      HoleDetection holes,
      CloneChoice cloneChoice,
      ExtentGathering gathering) {
    this.options = state.options();
    this.current = state.current();
    this.paths = paths;
    this.commands = commands;
    this.sent = state.sent();
    this.hasParent = state.parent() != null;
    this.holes = holes;
    this.cloneChoice = cloneChoice;
    this.gathering = gathering;
    this.sectorSize = state.sectorSize();
    this.splitter = new CloneSplitter(state, paths, commands, this);
  }

  /** Handles one extent item of the current inode. */
  void send(ExtentFacts facts) {
    if (current.isSymlink()) {
      return;
    }
    requireRegular();
    FileExtent extent = facts.extent();
    boolean kept = hasParent && !current.isNew();
    if (!kept && (extent.isPreallocated() || extent.isHole())) {
      return;
    }
    if (!(kept && facts.unchanged())) {
      sendRange(facts, chooseSource(facts));
    }
    holes.beforeItem(facts.leaf(), facts.slot());
  }

  private void requireRegular() {
    if (!current.isRegular()) {
      throw new CorruptFilesystemException(
          String.format(
              "inode %s of subvolume %d: has file extents but is not a file",
              Long.toUnsignedString(current.number()), sent.id()));
    }
  }

  private CloneChoice.Source chooseSource(ExtentFacts facts) {
    if (!facts.extent().isInExtent() || facts.extent().fileOffset() >= current.size()) {
      return null;
    }
    ExtentFacts complete = facts.references() != null ? facts : gathering.references(facts);
    return cloneChoice.choose(facts.extent(), complete.references());
  }

  private void sendRange(ExtentFacts facts, CloneChoice.Source source) {
    FileExtent extent = facts.extent();
    long offset = extent.fileOffset();
    long end = Math.min(extent.end(sectorSize), current.size());
    if (offset >= end) {
      return;
    }
    long length = end - offset;
    boolean aligned = (end & (sectorSize - 1)) == 0;
    if (source == null) {
      data(facts, offset, length);
    } else if (aligned) {
      splitter.send(facts, source, offset, length);
    } else if (source.offset() + length == source.root().sizeOf(source.inode())) {
      if (hasParent) {
        commands.truncate(paths.ofCurrentInode(), offset);
      }
      splitter.send(facts, source, offset, length);
    } else {
      data(facts, offset, length);
    }
    current.setNextWriteOffset(end);
  }

  /** Sends a part of the item as data, in the form that the options select. */
  void data(ExtentFacts facts, long start, long length) {
    byte[] path = paths.ofCurrentInode();
    if (options.noData()) {
      commands.updateExtent(path, start, length);
      return;
    }
    ExtentData data = read(facts);
    if (options.compressed()
        && facts.extent().isCompressed()
        && facts.extent().storedLength() <= length) {
      requireStored(facts.extent());
      commands.encodedWrite(path, data, start, length);
    } else {
      commands.write(path, data, start, length);
    }
  }

  /** Fails for a hole, which has no stored bytes; the kernel fails too. */
  private void requireStored(FileExtent extent) {
    if (extent.isHole()) {
      throw new CorruptFilesystemException(
          String.format(
              "subvolume %d, inode %s, offset %d: a hole is marked as compressed;"
                  + " it can be sent without --compressed-data",
              sent.id(), Long.toUnsignedString(current.number()), extent.fileOffset()));
    }
  }

  /** The data for a renderer to read; null if it is zeros. */
  private ExtentData read(ExtentFacts facts) {
    FileExtent extent = facts.extent();
    if (extent.isPreallocated() && extent.isCompressed()) {
      throw new CorruptFilesystemException(
          String.format(
              "subvolume %d, inode %s, offset %d: preallocated space is marked as compressed",
              sent.id(), Long.toUnsignedString(current.number()), extent.fileOffset()));
    }
    if (extent.isHole() || extent.isPreallocated()) {
      return null;
    }
    boolean checksummed = RequiredLookups.inode(sent, current.number()).checksummed();
    return ExtentData.of(extent, facts.leaf(), facts.slot(), sent.id(), checksummed);
  }
}
