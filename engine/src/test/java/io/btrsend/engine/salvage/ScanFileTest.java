package io.btrsend.engine.salvage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.ScanFileException;
import io.btrsend.engine.ahead.ReadAheadLimits;
import io.btrsend.engine.device.Device;
import io.btrsend.engine.device.DeviceSet;
import io.btrsend.engine.image.ImageAccess;
import io.btrsend.engine.testing.Fixture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScanFileTest {
  @TempDir private Path directory;

  private final DeviceSet devices =
      DeviceSet.open(
          List.of(Fixture.named("full-empty").images().get(0).toString()),
          ImageAccess.defaults(),
          new ReadAheadLimits(0, 1, Duration.ofSeconds(30)));

  @AfterEach
  void close() {
    devices.close();
  }

  private ScanResult result() {
    Device device = devices.given().get(0);
    return new ScanResult(
        devices.superblock().metadataUuid(),
        List.of(new ScanResult.ScannedDevice(device.devid(), device.uuid(), device.size(), 4096)),
        List.of(new FoundRoot(-1, 2, 1L << 63), new FoundRoot(3, 0, 4096)),
        true);
  }

  private ScanResult read(byte[] bytes) throws IOException {
    return ScanFile.read(Files.write(directory.resolve("scan"), bytes), devices);
  }

  private String failure(byte[] bytes) {
    return assertThrows(ScanFileException.class, () -> read(bytes)).getMessage();
  }

  /** The lines with the checksum that they need. */
  private static byte[] sealed(String lines) {
    CRC32C crc = new CRC32C();
    crc.update(lines.getBytes(StandardCharsets.US_ASCII));
    return (lines + "end %08x\n".formatted(crc.getValue())).getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void aResultIsReadAsItWasWritten() throws IOException {
    assertEquals(result(), read(ScanFile.bytes(result())));
  }

  @Test
  void everyChangedByteIsNoticed() {
    byte[] bytes = ScanFile.bytes(result());
    for (int at = 0; at < bytes.length - 1; at++) {
      byte[] changed = bytes.clone();
      changed[at] ^= 1;
      failure(changed);
    }
  }

  @Test
  void everyShorterFileIsNoticed() {
    byte[] bytes = ScanFile.bytes(result());
    for (int length = 0; length < bytes.length - 1; length++) {
      failure(Arrays.copyOf(bytes, length));
    }
  }

  @Test
  void aLineThatIsNoneIsNamed() {
    String start = "btrsend scan 1\nfilesystem " + result().filesystem() + "\n";
    assertTrue(
        failure(sealed(start + "root 1 8 4096\n"))
            .endsWith("line 3: expected device, root or end"));
    assertTrue(failure(sealed(start + "root 99999999999999999999 0 1\n")).contains("64 bits"));
    assertTrue(failure(sealed("btrsend scan 1\nroot 1 0 1\n")).contains("filesystem UUID"));
    assertTrue(failure(sealed("btrsend scan 2\n")).contains("does not begin with"));
  }

  @Test
  void aFileThatNeverEndsIsNotReadToItsEnd() {
    assertTrue(failure(new byte[(4 << 20) + 1]).contains("more than"));
  }

  @Test
  void aScanOfOtherDevicesIsRefused() {
    ScanResult own = result();
    ScanResult.ScannedDevice device = own.devices().get(0);
    ScanResult.ScannedDevice longer =
        new ScanResult.ScannedDevice(device.devid(), device.uuid(), device.bytes() + 1, 0);
    for (ScanResult other :
        List.of(
            new ScanResult(new UUID(1, 2), own.devices(), own.roots(), false),
            new ScanResult(own.filesystem(), List.of(longer), own.roots(), false),
            new ScanResult(own.filesystem(), List.of(device, longer), own.roots(), false),
            new ScanResult(own.filesystem(), List.of(), own.roots(), false))) {
      assertTrue(failure(ScanFile.bytes(other)).contains("of another filesystem"));
    }
  }
}
