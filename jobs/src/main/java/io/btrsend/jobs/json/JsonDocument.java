package io.btrsend.jobs.json;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;

/** A versioned document, whose text may be damaged or hostile. */
public final class JsonDocument {
  /** More than a document has; the parser uses the stack for each level. */
  private static final int MAX_DEPTH = 16;

  private JsonDocument() {}

  /**
   * Parses one.
   *
   * @param version that it has to have
   * @throws IllegalArgumentException if it is too deep or has another version
   * @throws com.typesafe.config.ConfigException if it is no JSON, or lacks a version
   */
  public static Config parse(String text, int version) {
    requireFlat(text);
    Config json =
        ConfigFactory.parseString(text, ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON));
    if (json.getInt("version") != version) {
      throw new IllegalArgumentException(
          "it has version " + json.getInt("version") + ", expected " + version);
    }
    return json;
  }

  private static void requireFlat(String text) {
    int depth = 0;
    boolean quoted = false;
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (quoted && c == '\\') {
        at++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && (c == '[' || c == '{')) {
        depth++;
      } else if (!quoted && (c == ']' || c == '}')) {
        depth--;
      }
      if (depth > MAX_DEPTH) {
        throw new IllegalArgumentException("it has more than " + MAX_DEPTH + " levels");
      }
    }
  }
}
