package io.btrsend.engine.image.qcow2;

import io.btrsend.engine.ImageAccessException;
import io.btrsend.engine.UnsupportedFeatureException;
import io.btrsend.engine.image.ByteSource;
import io.btrsend.engine.image.ImageAccess;
import io.btrsend.engine.image.ImageFile;
import io.btrsend.engine.image.ImageName;
import io.btrsend.engine.image.OpeningRecord;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * Opens a qcow2 image with its backing files and external data files. Their formats are those that
 * the headers give, never guessed: a guest could write a header into a raw disk.
 */
public final class Qcow2Opener {
  private static final int MAX_CHAIN = 200;

  private final ReferencePolicy policy;
  private final OpeningRecord record;
  private final OpenChain chain = new OpenChain();
  private final Set<Path> visited = new HashSet<>();

  private Qcow2Opener(ReferencePolicy policy, OpeningRecord record) {
    this.policy = policy;
    this.record = record;
  }

  /** Whether a file is a qcow2 image, by its first bytes. */
  public static boolean recognises(ByteSource file) {
    return Qcow2Header.isAt(file);
  }

  /**
   * Opens the disk in an image.
   *
   * @param file the image, opened; closed with the disk, but not if this fails
   * @param name where it is, and which snapshot of it is meant
   * @param record receives what a user should know, and the files besides the image
   * @throws io.btrsend.engine.EngineException if it cannot be read
   */
  public static Qcow2Image open(
      ByteSource file, ImageName name, ImageAccess access, OpeningRecord record) {
    Path path = name.file().toAbsolutePath();
    ReferencePolicy policy = new ReferencePolicy(path.getParent(), access.allowedDirectories());
    Qcow2Opener opener = new Qcow2Opener(policy, record);
    try {
      opener.visited.add(ReferencePolicy.real(path, name.location()));
      Qcow2Image image = opener.open(file, path, name.snapshot());
      opener.chain.add(file);
      return image;
    } catch (RuntimeException e) {
      opener.chain.close();
      throw e;
    }
  }

  private Qcow2Image open(ByteSource file, Path path, String snapshot) {
    Qcow2Header header = Qcow2Header.read(file);
    noteState(file, header);
    L1Table table =
        snapshot == null ? header.activeTable() : new SnapshotTable(file, header).find(snapshot);
    ByteSource data = header.has(Qcow2Feature.EXTERNAL_DATA) ? openData(file, path, header) : file;
    ByteSource backing = header.hasBackingFile() ? openBacking(file, path, header) : null;
    return new Qcow2Image(file, header, table, data, backing, chain);
  }

  private void noteState(ByteSource file, Qcow2Header header) {
    if (header.has(Qcow2Feature.DIRTY)) {
      record.notice(
          file.name()
              + ": qcow2 image that was not closed properly"
              + (header.hasLazyRefcounts() ? " (lazy refcounts)" : "")
              + "; a guest may be using it, else reading is safe");
    }
    if (header.has(Qcow2Feature.CORRUPT)) {
      record.notice(file.name() + ": qcow2 image that is marked as corrupt");
    }
  }

  private ByteSource openData(ByteSource file, Path path, Qcow2Header header) {
    String name = header.extensions().dataFile();
    if (name == null) {
      throw new ImageAccessException(file.name() + ": does not name its external data file");
    }
    return openReferred(
        policy.resolve(file.name() + ": its data file", path.getParent(), name).real());
  }

  private ByteSource openBacking(ByteSource file, Path path, Qcow2Header header) {
    String referrer = file.name() + ": its backing file";
    String name = header.backingFile();
    String format = header.extensions().backingFormat();
    if (format == null) {
      throw new UnsupportedFeatureException(
          referrer
              + " has no format in the header, and formats are not guessed; if you know it:"
              + " qemu-img rebase -u -F FORMAT -b BACKING_FILE IMAGE");
    }
    ReferencePolicy.Reference reference = policy.resolve(referrer, path.getParent(), name);
    Path backing = reference.real();
    if (!visited.add(backing) || visited.size() > MAX_CHAIN) {
      throw new ImageAccessException(
          referrer
              + " "
              + backing
              + (visited.size() > MAX_CHAIN ? " is one too many" : " is in its chain already"));
    }
    return switch (format) {
      case "raw", "file", "host_device" -> openReferred(backing);
      case "qcow2" -> {
        ByteSource opened = openReferred(backing);
        if (!recognises(opened)) {
          throw new ImageAccessException(referrer + " " + backing + " is not a qcow2 image");
        }
        yield open(opened, reference.named(), null);
      }
      default ->
          throw new UnsupportedFeatureException(
              referrer + " " + backing + " is of format " + ReferencePolicy.printable(format));
    };
  }

  private ByteSource openReferred(Path file) {
    record.opened(file);
    ByteSource opened = ImageFile.open(file);
    chain.add(opened);
    return opened;
  }
}
