package io.btrsend.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * A file of settings next to a class. {@link ConfigFactory} would look for it in every library,
 * which takes longer than loading all settings.
 */
public final class ConfigResource {
  private ConfigResource() {}

  /**
   * Parses the file without resolving substitutions.
   *
   * @param name as for {@link Class#getResource}; the file must exist
   */
  public static Config parse(Class<?> owner, String name) {
    try (Reader reader =
        new InputStreamReader(owner.getResourceAsStream(name), StandardCharsets.UTF_8)) {
      return ConfigFactory.parseReader(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
