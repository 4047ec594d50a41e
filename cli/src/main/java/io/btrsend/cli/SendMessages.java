package io.btrsend.cli;

import io.btrsend.engine.send.SendRequest;
import io.btrsend.engine.text.ByteSize;
import io.btrsend.jobs.report.SendTotals;
import io.btrsend.jobs.send.SendListener;
import io.btrsend.jobs.send.SubvolumeChoice;
import java.util.Locale;

/** Says with -v which send begins and how it ended. */
record SendMessages(Messages messages, SubvolumeChoice choice) implements SendListener {
  @Override
  public void begins(SendRequest request) {
    if (messages.isVerbose()) {
      String from = request.parent() == null ? "" : " against " + choice.pathText(request.parent());
      messages.detail("sending " + choice.pathText(request.subvolume()) + from);
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
