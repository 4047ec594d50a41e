package io.btrsend.cli;

import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.send.SendRequest;
import io.btrsend.engine.text.ByteSize;
import io.btrsend.engine.text.NameText;
import io.btrsend.jobs.backup.BackupListener;
import io.btrsend.jobs.backup.FailedSnapshot;
import io.btrsend.jobs.backup.PlannedSnapshot;
import io.btrsend.jobs.progress.Progress;
import io.btrsend.jobs.repository.Manifest;
import io.btrsend.jobs.send.SubvolumeChoice;

/** Says what a backup does, and what it could not do. */
final class BackupMessages implements BackupListener {
  private final Messages messages;
  private final Filesystem filesystem;
  private final SubvolumeChoice names;
  private Progress progress;

  BackupMessages(Messages messages, Filesystem filesystem) {
    this.messages = messages;
    this.filesystem = filesystem;
    this.names = new SubvolumeChoice(filesystem.subvolumes());
  }

  /** Sets what is told which stream begins. */
  void follow(Progress followed) {
    progress = followed;
  }

  /** What is said of a subvolume that cannot be sent. */
  static String line(Filesystem filesystem, FailedSnapshot failed) {
    String name = new SubvolumeChoice(filesystem.subvolumes()).pathText(failed.subvolume());
    return NameText.of(name + ": " + failed.cause().getMessage());
  }

  @Override
  public void begins(PlannedSnapshot snapshot, int number, int count) {
    SendRequest request = snapshot.request();
    String name = names.pathText(request.subvolume());
    progress.begin(name, number, count);
    messages.detail(
        "sending "
            + name
            + (request.parent() == null ? "" : " against " + names.pathText(request.parent())));
  }

  @Override
  public void ended(PlannedSnapshot snapshot, Manifest manifest) {
    messages.detail(
        "%s: %s in %s"
            .formatted(
                names.pathText(snapshot.request().subvolume()),
                ByteSize.format(manifest.stream().bytes()),
                manifest.stream().name()));
    for (Manifest.Skipped range : manifest.skipped()) {
      messages.error(
          "skipped %d bytes of subvolume %s, file %s, offset %d: %s"
              .formatted(
                  range.length(),
                  manifest.origin().path(),
                  NameText.of(range.file()),
                  range.offset(),
                  range.reason()));
    }
  }

  @Override
  public void failed(FailedSnapshot snapshot) {
    messages.error(line(filesystem, snapshot));
  }
}
