package io.btrsend.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * The configuration of a process: {@code reference.conf} files, {@code application.conf}, system
 * properties, and settings from the command line, which take precedence. Settings that only an
 * actor system needs are read on request, because reading them takes longer than a short send.
 * Immutable and thread-safe.
 */
public final class Settings {
  private static final String PREFIX = "btrsend.";
  private static final String REPOSITORY_LOCK_LIFE = PREFIX + "repository-lock-life";
  private static final String AKKA_PREFIX = "akka.";
  private static final String POOL_SIZE = ".thread-pool-executor.fixed-pool-size";

  /** Included by {@code reference.conf}; alone it is sufficient for a send. */
  private static final String OWN_DEFAULTS = "/btrsend-defaults.conf";

  /** Walk and resolve need one thread each, whatever the parallelism. */
  private static final int SEQUENTIAL_STAGES = 2;

  private final Config application;
  private final Config own;
  private final List<Assignment> assignments;
  private final SendSettings send;

  /** One setting from the command line. */
  private record Assignment(String name, String value) {
    static Assignment parse(String text) {
      int equals = text.indexOf('=');
      if (equals <= 0) {
        throw new SettingsException("setting '" + text + "': expected key=value");
      }
      return new Assignment(text.substring(0, equals).strip(), text.substring(equals + 1).strip());
    }

    boolean isAkkas() {
      return name.startsWith(AKKA_PREFIX);
    }

    Config applyTo(Config config) {
      String key = isAkkas() || name.startsWith(PREFIX) ? name : PREFIX + name;
      if (!isKnown(config, key)) {
        throw new SettingsException(
            "setting " + name + ": no such setting; there are " + String.join(", ", names(config)));
      }
      return config.withValue(key, ConfigValueFactory.fromAnyRef(value, "-D " + name));
    }
  }

  private Settings(Config application, Config own, List<Assignment> assignments) {
    this.application = application;
    this.own = own;
    this.assignments = assignments;
    this.send = SendSettings.from(assigned(base(application, own, assignments)));
  }

  private static Config base(Config application, Config own, List<Assignment> assignments) {
    for (Assignment assignment : assignments) {
      if (assignment.isAkkas()) {
        return ConfigFactory.load(application);
      }
    }
    return own;
  }

  /**
   * Loads the settings of a send, with the {@code application.conf} on the class path.
   *
   * @param assignments {@code key=value} each, where the key is a setting of btrsend without its
   *     prefix {@code btrsend.}, or any key below {@code akka}; later assignments take precedence
   * @throws SettingsException if a setting is malformed, unknown or out of range
   */
  public static Settings load(List<String> assignments) {
    return load(ConfigFactory.defaultApplication()).with(assignments);
  }

  /**
   * Loads the settings of a send, with {@code application} instead of the {@code application.conf}
   * on the class path, because searching for that takes as long as loading everything else.
   *
   * @throws SettingsException if a setting is out of range
   */
  public static Settings load(Config application) {
    return new Settings(application, ownSettings(application), List.of());
  }

  /**
   * These settings with further assignments; no file is read again.
   *
   * @see #load(List)
   */
  public Settings with(List<String> more) {
    List<Assignment> all = new ArrayList<>(assignments);
    more.forEach(text -> all.add(Assignment.parse(text)));
    return new Settings(application, own, List.copyOf(all));
  }

  /** The limits of a send. */
  public SendSettings send() {
    return send;
  }

  /**
   * How long the lock of a repository is held by a process that shows no sign of life.
   *
   * @throws SettingsException if it is out of range
   */
  public Duration repositoryLockLife() {
    Duration life =
        new SettingReader(assigned(own)).duration(REPOSITORY_LOCK_LIFE, Duration.ofDays(1));
    if (life.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new SettingsException(REPOSITORY_LOCK_LIFE, life.toString(), "at least a second");
    }
    return life;
  }

  /**
   * Loads the complete configuration of an actor system and sets the number of threads of the
   * dispatcher according to the parallelism.
   */
  public Config config() {
    return config(ConfigFactory.empty());
  }

  /**
   * The same with defaults of the caller, which take precedence over those of {@code
   * reference.conf} only.
   */
  public Config config(Config defaults) {
    return sized(assigned(ConfigFactory.load(application.withFallback(defaults))));
  }

  /**
   * Like {@link #config(Config)}, but reads no files unless the user changed a setting of Akka,
   * because that takes longer than a short send.
   *
   * @param resolved the part below {@code akka} of the result of {@link #config(Config)} if the
   *     user changed none
   */
  public Config config(Config defaults, Config resolved) {
    if (isAkkaMentioned()) {
      return config(defaults);
    }
    return sized(assigned(own).withFallback(resolved));
  }

  private boolean isAkkaMentioned() {
    return application.hasPath("akka")
        || assignments.stream().anyMatch(Assignment::isAkkas)
        || System.getProperties().stringPropertyNames().stream()
            .anyMatch(name -> name.startsWith(AKKA_PREFIX) || name.startsWith("config."));
  }

  /** Sets the numbers of threads of the dispatchers according to the numbers of workers. */
  private Config sized(Config config) {
    return config
        .withValue(
            SendSettings.READING_DISPATCHER + POOL_SIZE,
            ConfigValueFactory.fromAnyRef(send.parallelism() + SEQUENTIAL_STAGES))
        .withValue(
            SendSettings.WAITING_DISPATCHER + POOL_SIZE,
            ConfigValueFactory.fromAnyRef(Math.max(1, send.waitingWorkers())));
  }

  /**
   * btrsend's part of the result of {@link ConfigFactory#load}, with btrsend's defaults only. Other
   * system properties are left out unless a file may refer to them, because sorting them takes as
   * long as reading the files.
   */
  private static Config ownSettings(Config application) {
    Config files = application.withFallback(ConfigResource.parse(Settings.class, OWN_DEFAULTS));
    if (!files.isResolved() || Boolean.getBoolean("config.override_with_env_vars")) {
      return ConfigFactory.defaultOverrides().withFallback(files).resolve();
    }
    Properties overrides = new Properties();
    for (String name : System.getProperties().stringPropertyNames()) {
      if (name.startsWith(PREFIX)) {
        overrides.setProperty(name, System.getProperty(name));
      }
    }
    return ConfigFactory.parseProperties(overrides).withFallback(files);
  }

  private Config assigned(Config loaded) {
    Config config = loaded;
    for (Assignment assignment : assignments) {
      config = assignment.applyTo(config);
    }
    return config;
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
