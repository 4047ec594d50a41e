package io.btrsend.engine.salvage;

import io.btrsend.engine.device.Device;
import io.btrsend.engine.device.DeviceSet;
import java.util.List;
import java.util.UUID;

/**
 * What a scan of the devices of a filesystem found.
 *
 * @param filesystem the UUID in its tree blocks
 * @param devices that were scanned
 * @param roots newest generation first
 * @param isLeftOut whether there are more generations, older than those listed
 */
public record ScanResult(
    UUID filesystem, List<ScannedDevice> devices, List<FoundRoot> roots, boolean isLeftOut) {

  /**
   * A device that was scanned.
   *
   * @param devid its id
   * @param uuid its UUID
   * @param bytes its size, all of which was read
   * @param unreadable bytes that could not be read
   */
  public record ScannedDevice(long devid, UUID uuid, long bytes, long unreadable) {
    private boolean is(Device device) {
      return devid == device.devid() && uuid.equals(device.uuid()) && bytes == device.size();
    }
  }

  /** Whether it is of these devices, no more and no fewer. */
  boolean isOf(DeviceSet given) {
    List<Device> all = given.given();
    return filesystem.equals(given.superblock().metadataUuid())
        && devices.size() == all.size()
        && all.stream().allMatch(device -> devices.stream().anyMatch(of -> of.is(device)));
  }
}
