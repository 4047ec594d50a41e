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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a send needs to go on past damaged metadata: a filesystem opened with {@link #mending},
 * trees that were mended before the send, and a policy for data. For one filesystem and one thread.
 */
public final class SalvagedSend {
  private final Salvage salvage = new Salvage();
  private SalvagedData data;

  /** What the filesystem is to be opened with. */
  public Mending mending() {
    return salvage;
  }

  /** Mends the trees of all subvolumes that the requests name. Reads them completely. */
  public void mend(List<SendRequest> requests) {
    requests.forEach(salvage::mend);
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

  /** What is lost of the subvolumes that were sent. */
  public SalvageAccount account(Filesystem filesystem, List<SendRequest> requests) {
    Set<SubvolumeInfo> sent = new LinkedHashSet<>();
    requests.forEach(request -> sent.add(request.subvolume()));
    List<AffectedFile> files = new ArrayList<>();
    sent.forEach(info -> files.addAll(salvage.files(filesystem, info, data)));
    return new SalvageAccount(salvage.lostRanges(), files);
  }
}
