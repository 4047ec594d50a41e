package io.btrsend.jobs.apply;

import io.btrsend.engine.stream.Attribute;
import io.btrsend.engine.stream.CommandType;
import io.btrsend.engine.stream.StreamCommand;
import io.btrsend.jobs.directory.AttributeWriter;

/** Changes nothing, but tells what will be lost for want of permission. */
final class PlannedSubvolume implements SubvolumeTarget {
  private final boolean devices;
  private final LossCount losses;
  private final AttributeWriter attributes;

  PlannedSubvolume(ApplyOptions options, LossCount losses) {
    this.devices = options.devices();
    this.losses = losses;
    this.attributes = new AttributeWriter(options.privileges(), losses);
  }

  @Override
  public void apply(StreamCommand command) {
    if (command.type() == CommandType.MKNOD && !devices) {
      attributes.device(command.bytes(Attribute.PATH));
    }
  }

  @Override
  public long finish() {
    return losses.count();
  }

  @Override
  public void close() {
    // Nothing was opened.
  }
}
