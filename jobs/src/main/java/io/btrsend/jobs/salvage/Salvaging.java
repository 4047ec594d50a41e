package io.btrsend.jobs.salvage;

import io.btrsend.engine.extent.UnreadableData;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.Mending;
import io.btrsend.engine.filesystem.SubvolumeInfo;
import io.btrsend.engine.salvage.AffectedFile;
import io.btrsend.engine.salvage.Salvage;
import io.btrsend.engine.salvage.SalvagedData;
import io.btrsend.engine.send.SendRequest;
import io.btrsend.engine.send.SkippedRanges;
import io.btrsend.jobs.report.SalvageAccount;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a command needs to go on past damaged metadata: a filesystem opened with {@link #mending},
 * trees that are mended before they are read, and a policy for data. For one filesystem and one
 * thread.
 */
public final class Salvaging {
  private final Salvage salvage = new Salvage();

  /** By id, the subvolumes whose files are told in the account. */
  private final Map<Long, SubvolumeInfo> wanted = new LinkedHashMap<>();

  private SalvagedData data;

  /** Creates one for one filesystem. */
  public Salvaging() {}

  /** What the filesystem is to be opened with. */
  public Mending mending() {
    return salvage;
  }

  /** Mends the trees of all subvolumes that the requests name. Reads them completely. */
  public void mend(List<SendRequest> requests) {
    for (SendRequest request : requests) {
      salvage.mend(request);
      wanted.put(request.subvolume().id(), request.subvolume());
    }
  }

  /** Mends the tree of a subvolume. Reads it completely. */
  public void mend(SubvolumeInfo subvolume) {
    salvage.mend(subvolume);
    wanted.put(subvolume.id(), subvolume);
  }

  /**
   * The policy for the data of files.
   *
   * @param skipped records what cannot be read
   */
  public UnreadableData policy(SkippedRanges skipped) {
    data = new SalvagedData(skipped);
    return data;
  }

  /** What is lost of the subvolumes that were wanted, as far as it was met. */
  public SalvageAccount account(Filesystem filesystem) {
    SalvagedData met = data == null ? new SalvagedData(new SkippedRanges(filesystem)) : data;
    List<AffectedFile> files = new ArrayList<>();
    wanted.values().forEach(info -> files.addAll(salvage.files(filesystem, info, met)));
    return new SalvageAccount(salvage.lostRanges(), files);
  }
}
