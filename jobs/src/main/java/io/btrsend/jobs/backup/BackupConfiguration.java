package io.btrsend.jobs.backup;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.btrsend.config.SettingsException;
import io.btrsend.engine.text.ByteSize;
import io.btrsend.jobs.repository.Retention;
import io.btrsend.jobs.send.ErrorPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * A file for regular backups: below {@code backups}, a block for each filesystem. Written in HOCON,
 * in which {@code include} has another meaning.
 */
public final class BackupConfiguration {
  private static final String BACKUPS = "backups";
  private static final Set<String> KEYS =
      Set.of(
          "images",
          "repository",
          "only",
          "except",
          "allow-writable",
          "compressed-data",
          "zstd",
          "on-error",
          "jobs",
          "limit-rate",
          "keep");
  private static final Set<String> KEEP = Set.of("last", "daily", "weekly", "monthly", "yearly");

  private BackupConfiguration() {}

  /**
   * Reads a file.
   *
   * @return the requests by the names of their blocks, in the order of the names
   * @throws SettingsException if something in it is missing, unknown or out of range
   * @throws IOException if it cannot be read
   */
  public static Map<String, BackupRequest> read(Path file) throws IOException {
    try {
      Config config = ConfigFactory.parseString(Files.readString(file)).resolve();
      Map<String, BackupRequest> requests = new LinkedHashMap<>();
      for (String name : new TreeSet<>(config.getObject(BACKUPS).keySet())) {
        requests.put(
            name, request(config.getObject(BACKUPS).toConfig().getConfig("\"" + name + "\"")));
      }
      if (requests.isEmpty()) {
        throw new IllegalArgumentException("it names no filesystem below " + BACKUPS);
      }
      return requests;
    } catch (ConfigException | IllegalArgumentException e) {
      throw new SettingsException(file + ": " + e.getMessage().replace('\n', ' '));
    }
  }

  private static BackupRequest request(Config block) {
    requireKnown(block, KEYS);
    boolean allowWritable = flag(block, "allow-writable");
    return new BackupRequest(
        block.getStringList("images"),
        Path.of(block.getString("repository")),
        new BackupSelection(list(block, "only"), list(block, "except"), allowWritable),
        new BackupOptions(flag(block, "compressed-data"), allowWritable),
        block.hasPath("zstd") ? OptionalInt.of(block.getInt("zstd")) : OptionalInt.empty(),
        block.hasPath("on-error")
            ? ErrorPolicy.valueOf(block.getString("on-error").toUpperCase(Locale.ROOT))
            : ErrorPolicy.FAIL,
        block.hasPath("jobs") ? block.getInt("jobs") : 1,
        block.hasPath("limit-rate") ? ByteSize.parse(block.getString("limit-rate")) : 0,
        block.hasPath("keep") ? retention(block.getConfig("keep")) : null);
  }

  private static void requireKnown(Config block, Set<String> known) {
    for (String key : block.root().keySet()) {
      if (!known.contains(key)) {
        throw new IllegalArgumentException(
            key + ": no such setting; there are " + String.join(", ", new TreeSet<>(known)));
      }
    }
  }

  private static boolean flag(Config block, String key) {
    return block.hasPath(key) && block.getBoolean(key);
  }

  private static List<String> list(Config block, String key) {
    return block.hasPath(key) ? block.getStringList(key) : List.of();
  }

  private static Retention retention(Config keep) {
    requireKnown(keep, KEEP);
    Retention retention =
        new Retention(
            count(keep, "last"),
            count(keep, "daily"),
            count(keep, "weekly"),
            count(keep, "monthly"),
            count(keep, "yearly"));
    if (retention.isEmpty()) {
      throw new IllegalArgumentException("keep: names no rule, so nothing would be kept");
    }
    return retention;
  }

  private static int count(Config keep, String key) {
    int count = keep.hasPath(key) ? keep.getInt(key) : 0;
    if (count < 0) {
      throw new IllegalArgumentException("keep." + key + ": is negative");
    }
    return count;
  }
}
