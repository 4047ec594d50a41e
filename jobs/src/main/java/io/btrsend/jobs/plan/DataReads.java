package io.btrsend.jobs.plan;

import io.btrsend.engine.device.Device;
import io.btrsend.engine.extent.ExtentData.StoredRange;
import io.btrsend.engine.volume.Volume;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Adds up the bytes of file data that each device will be asked for. For one thread. */
public final class DataReads implements Consumer<StoredRange> {
  private final Volume volume;
  private final Map<Device, Long> bytes = new LinkedHashMap<>();

  public DataReads(Volume volume) {
    this.volume = volume;
    volume.devices().forEach(device -> bytes.put(device, 0L));
  }

  @Override
  public void accept(StoredRange range) {
    volume.visitFirstWay(
        range.logical(),
        range.length(),
        (device, physical, length) -> bytes.merge(device, length, Long::sum));
  }

  /** By device, in the order of the volume. */
  public Map<Device, Long> byDevice() {
    return bytes;
  }
}
