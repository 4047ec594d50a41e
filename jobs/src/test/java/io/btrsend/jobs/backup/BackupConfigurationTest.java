package io.btrsend.jobs.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.config.SettingsException;
import io.btrsend.jobs.repository.Retention;
import io.btrsend.jobs.send.ErrorPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupConfigurationTest {
  @TempDir Path directory;

  private Map<String, BackupRequest> read(String text) throws IOException {
    return BackupConfiguration.read(Files.writeString(directory.resolve("backup.conf"), text));
  }

  @Test
  void eachBlockIsARequest() throws IOException {
    Map<String, BackupRequest> requests =
        read(
            """
            place = /mnt/nas
            backups {
              "vm.1" { images = [vm1.qcow2], repository = ${place}/vm1 }
              laptop {
                images = [/dev/sdb, /dev/sdc]
                repository = ${place}/laptop
                only = ["snapshots/*"], except = ["**/tmp*"], allow-writable = true
                compressed-data = yes, zstd = 9, on-error = skip, jobs = 2, limit-rate = 10M
                keep { last = 10, daily = 14, yearly = 3 }
              }
            }
            """);
    assertEquals(List.of("laptop", "vm.1"), List.copyOf(requests.keySet()));
    assertEquals(
        new BackupRequest(
            List.of("/dev/sdb", "/dev/sdc"),
            Path.of("/mnt/nas/laptop"),
            new BackupSelection(List.of("snapshots/*"), List.of("**/tmp*"), true),
            new BackupOptions(true, true),
            OptionalInt.of(9),
            ErrorPolicy.SKIP,
            2,
            10 << 20,
            new Retention(10, 14, 0, 0, 3)),
        requests.get("laptop"));
    assertNull(requests.get("vm.1").retention());
  }

  @Test
  void whatCannotBeMeantIsRefusedInOneLine() {
    String block = "images = [a], repository = r, ";
    for (String wrong :
        List.of(
            "",
            "backups {}",
            "backups { a { images = [a] } }",
            "backups { a { repository = r } }",
            "backups { a { " + block + " zstd = 40 } }",
            "backups { a { " + block + " jobs = 0 } }",
            "backups { a { " + block + " only = {} } }",
            "backups { a { " + block + " keep {} } }",
            "backups { a { " + block + " keep { last = -1 } } }",
            "backups { a { " + block + " keep { hourly = 1 } } }",
            "backups { a { " + block + " on-error = shrug } }",
            "backups { a { " + block + " limit-rate = fast } }",
            "backups { a { " + block + " exclude = [a] } }",
            "backups { a { " + block + " zstd = ${no} } }",
            "backups {")) {
      SettingsException e = assertThrows(SettingsException.class, () -> read(wrong), wrong);
      assertTrue(e.getMessage().startsWith(directory.resolve("backup.conf") + ": "));
      assertEquals(1, e.getMessage().lines().count(), e.getMessage());
    }
  }
}
