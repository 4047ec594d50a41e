package io.btrsend.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import java.util.List;

/**
 * The whole configuration of a process: {@code reference.conf} files, {@code application.conf},
 * system properties, and on top of them what the user said on the command line.
 *
 * @param config what an actor system is created with
 * @param send the settings of a send
 */
public record Settings(Config config, SendSettings send) {
  private static final String PREFIX = "btrsend.";
  private static final String POOL_SIZE =
      SendSettings.BLOCKING_DISPATCHER + ".thread-pool-executor.fixed-pool-size";

  /** Walk, hand out, resolve, order and write: one thread each, whatever the pool. */
  private static final int SEQUENTIAL_STAGES = 5;

  /**
   * Loads the configuration and fits the dispatcher's threads to the parallelism.
   *
   * @param assignments {@code key=value} each, where the key is a setting of btrsend without its
   *     first word, or any key below {@code akka}; later ones win
   * @throws SettingsException if one is malformed, unknown or out of range
   */
  public static Settings load(List<String> assignments) {
    Config loaded = ConfigFactory.load();
    for (String assignment : assignments) {
      loaded = assign(loaded, assignment);
    }
    SendSettings send = SendSettings.from(loaded);
    Config fitted =
        loaded.withValue(
            POOL_SIZE, ConfigValueFactory.fromAnyRef(send.parallelism() + SEQUENTIAL_STAGES));
    return new Settings(fitted, send);
  }

  private static Config assign(Config config, String assignment) {
    int equals = assignment.indexOf('=');
    if (equals <= 0) {
      throw new SettingsException("setting '" + assignment + "': expected key=value");
    }
    String name = assignment.substring(0, equals).strip();
    String value = assignment.substring(equals + 1).strip();
    String key = name.startsWith(PREFIX) || name.startsWith("akka.") ? name : PREFIX + name;
    if (!isKnown(config, key)) {
      throw new SettingsException(
          "setting " + name + ": no such setting; there are " + String.join(", ", names(config)));
    }
    return config.withValue(key, ConfigValueFactory.fromAnyRef(value, "-D " + name));
  }

  private static boolean isKnown(Config config, String key) {
    try {
      return config.hasPath(key);
    } catch (ConfigException.BadPath e) {
      return false;
    }
  }

  private static List<String> names(Config config) {
    return config.getConfig("btrsend").withoutPath("dispatchers").entrySet().stream()
        .map(entry -> entry.getKey())
        .sorted()
        .toList();
  }
}
