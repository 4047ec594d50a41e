package io.btrsend.jobs.send;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.btrsend.config.ConfigResource;
import io.btrsend.config.Settings;

/** The settings that jobs run with. */
public final class JobSettings {
  private JobSettings() {}

  /**
   * Loads the defaults, with a file on top of them that the user has named in a system property:
   * {@code config.file}, {@code config.resource} or {@code config.url}. The class path is not
   * searched for an {@code application.conf}, which takes as long as all the rest.
   *
   * @throws io.btrsend.config.SettingsException if a setting is out of range
   */
  public static Settings load() {
    boolean named = isNamed("file") || isNamed("resource") || isNamed("url");
    return Settings.load(named ? ConfigFactory.defaultApplication() : ConfigFactory.empty());
  }

  /** What a job creates its actors with. */
  static Config forActors(Settings settings) {
    return settings.config(
        ConfigResource.parse(JobSettings.class, "job.conf"),
        ConfigResource.parse(JobSettings.class, "akka.conf"));
  }

  private static boolean isNamed(String source) {
    return System.getProperty("config." + source) != null;
  }
}
