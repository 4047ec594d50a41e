package io.btrsend.jobs.backup;

import io.btrsend.engine.extent.UnreadableData;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.SubvolumeInfo;
import io.btrsend.engine.send.OutputPart;
import io.btrsend.engine.send.SendOptions;
import io.btrsend.engine.send.SendRequest;
import io.btrsend.jobs.repository.Catalog;
import io.btrsend.jobs.repository.Manifest;
import io.btrsend.jobs.repository.Sha256;
import io.btrsend.jobs.repository.SnapshotId;
import io.btrsend.jobs.repository.SnapshotReference;
import io.btrsend.jobs.send.SendJob;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Finds out whether the streams of a repository are what a filesystem would give now. */
public final class StreamComparison {
  private final Filesystem filesystem;
  private final Map<SnapshotId, SubvolumeInfo> present = new HashMap<>();

  public StreamComparison(Filesystem filesystem) {
    this.filesystem = filesystem;
    for (SubvolumeInfo info : filesystem.subvolumes().list()) {
      if (!info.dead()) {
        present.put(SnapshotReference.of(info).id(), info);
      }
    }
  }

  /**
   * Sends again what is still there with all that it was sent against, to nowhere, and compares the
   * checksums.
   *
   * @param differing gets the streams that differ. That is no damage by itself: the kernel clones
   *     from another file when other subvolumes refer to the same data
   * @return how many streams were compared
   */
  public int run(Catalog catalog, SendJob job, Consumer<Manifest> differing) {
    int compared = 0;
    for (Manifest manifest : catalog.manifests()) {
      SendRequest request = request(manifest);
      if (request != null && manifest.skipped().isEmpty()) {
        compared++;
        MessageDigest digest = Sha256.digest();
        OutputStream nowhere = new DigestOutputStream(OutputStream.nullOutputStream(), digest);
        job.send(
            filesystem,
            request,
            OutputPart.WHOLE,
            UnreadableData.FAIL,
            Channels.newChannel(nowhere));
        if (!Sha256.hex(digest.digest()).equals(manifest.stream().sha256())) {
          differing.accept(manifest);
        }
      }
    }
    return compared;
  }

  /** What the stream was made with; null if not all of it is there. */
  private SendRequest request(Manifest manifest) {
    SubvolumeInfo subvolume = present.get(manifest.snapshot().id());
    SubvolumeInfo parent = manifest.parent() == null ? null : present.get(manifest.parent().id());
    List<SubvolumeInfo> sources = new ArrayList<>();
    for (SnapshotReference source : manifest.cloneSources()) {
      sources.add(present.get(source.id()));
    }
    boolean complete =
        subvolume != null
            && (parent != null || manifest.parent() == null)
            && !sources.contains(null);
    if (!complete) {
      return null;
    }
    Manifest.StreamFile stream = manifest.stream();
    return new SendRequest(
        subvolume,
        parent,
        sources,
        new SendOptions(
            stream.protocol(),
            false,
            stream.compressedData(),
            false,
            false,
            !subvolume.readOnly()));
  }
}
