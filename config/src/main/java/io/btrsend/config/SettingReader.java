package io.btrsend.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValueFactory;
import java.time.Duration;

/** Reads single values and describes invalid ones in the user's terms. */
final class SettingReader {
  private static final String AUTO = "auto";

  private final Config config;

  SettingReader(Config config) {
    this.config = config;
  }

  /** A whole number within the bounds, or {@code automatic} if the value is "auto". */
  int count(String key, int least, int most, int automatic) {
    String expectation = "\"auto\" or a whole number from " + least + " to " + most;
    String text = text(key);
    if (text.equals(AUTO)) {
      return Math.max(least, Math.min(most, automatic));
    }
    long value;
    try {
      value = Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new SettingsException(key, text, expectation);
    }
    if (value < least || value > most) {
      throw new SettingsException(key, text, expectation);
    }
    return (int) value;
  }

  /**
   * A size in bytes within the bounds, or {@code automatic} if the value is "auto".
   *
   * @param least a size as in a settings file, like {@code 1 MiB}
   * @param most likewise
   * @param automatic a size within the bounds
   */
  long bytes(String key, String least, String most, long automatic) {
    return AUTO.equals(text(key)) ? automatic : size(key, least, most);
  }

  private static long parse(String size) {
    return ConfigValueFactory.fromAnyRef(size).atKey(AUTO).getBytes(AUTO);
  }

  private long size(String key, String least, String most) {
    String expectation = "\"auto\" or a size from " + least + " to " + most + ", as in 8 MiB";
    String text = text(key);
    long value;
    try {
      value = config.getBytes(key);
    } catch (ConfigException e) {
      throw new SettingsException(key, text, expectation);
    }
    if (value < parse(least) || value > parse(most)) {
      throw new SettingsException(key, text, expectation);
    }
    return value;
  }

  /** A time of at most {@code most}. */
  Duration duration(String key, Duration most) {
    String expectation = "a time from 0 to " + most.toSeconds() + " s, as in 300 ms";
    String text = text(key);
    Duration value;
    try {
      value = config.getDuration(key);
    } catch (ConfigException e) {
      throw new SettingsException(key, text, expectation);
    }
    if (value.isNegative() || value.compareTo(most) > 0) {
      throw new SettingsException(key, text, expectation);
    }
    return value;
  }

  private String text(String key) {
    try {
      return config.getString(key);
    } catch (ConfigException.Missing e) {
      throw new SettingsException(key, "(nothing)", "a value");
    } catch (ConfigException.WrongType e) {
      throw new SettingsException(
          key, config.getValue(key).render(), "one value, not a list or an object");
    }
  }
}
