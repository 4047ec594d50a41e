package io.btrsend.cli;

import io.btrsend.engine.send.SendRequest;
import io.btrsend.engine.text.ByteSize;
import io.btrsend.jobs.progress.Progress;
import io.btrsend.jobs.report.SendTotals;
import io.btrsend.jobs.send.SendListener;
import io.btrsend.jobs.send.SubvolumeChoice;
import java.util.Locale;

/** Tells the progress which send begins, and says with -v which it is and how it ended. */
final class SendMessages implements SendListener {
  private final Messages messages;
  private final SubvolumeChoice choice;
  private final Progress progress;
  private final int count;
  private int number;

  /**
   * @param choice knows the names of the subvolumes
   * @param count how many sends there will be
   */
  SendMessages(Messages messages, SubvolumeChoice choice, Progress progress, int count) {
    this.messages = messages;
    this.choice = choice;
    this.progress = progress;
    this.count = count;
  }

  @Override
  public void begins(SendRequest request) {
    number++;
    String name = choice.pathText(request.subvolume());
    progress.begin(name, number, count);
    if (messages.isVerbose()) {
      String from = request.parent() == null ? "" : " against " + choice.pathText(request.parent());
      messages.detail("sending " + name + from);
    }
  }

  @Override
  public void ended(SendTotals sent) {
    if (messages.isVerbose()) {
      messages.detail(
          String.format(
              Locale.ROOT,
              "sent %s in %d commands, %.2f s, %s/s",
              ByteSize.format(sent.bytes()),
              sent.commands(),
              sent.seconds(),
              ByteSize.format((long) (sent.bytes() / Math.max(sent.seconds(), 1e-9)))));
    }
  }
}
