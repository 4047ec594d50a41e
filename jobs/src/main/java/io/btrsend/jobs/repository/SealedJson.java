package io.btrsend.jobs.repository;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import io.btrsend.engine.EngineException;
import io.btrsend.engine.text.JsonText;
import io.btrsend.jobs.json.JsonDocument;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * JSON documents that tell whether they were damaged: the last member, {@code seal}, is the SHA-256
 * of all bytes before the comma in front of it. Every document of a repository has this form.
 */
final class SealedJson {
  private static final Pattern SEALED =
      Pattern.compile("(.*),\"seal\":\"([0-9a-f]{64})\"}\n", Pattern.DOTALL);

  private SealedJson() {}

  /** Ends a document whose last member has been added. */
  static byte[] seal(JsonText open) {
    String content = open.toString();
    String seal = Sha256.hex(Sha256.of(content.getBytes(UTF_8)));
    return (content + ",\"seal\":\"" + seal + "\"}\n").getBytes(UTF_8);
  }

  /**
   * Reads a document.
   *
   * @param name of the file, for messages
   * @param version that it has to have
   * @param reader makes something of the members; may fail as the parser does
   * @throws DamagedRepositoryException if it is not what was written, or of another version
   */
  static <T> T open(byte[] bytes, String name, int version, Function<Config, T> reader) {
    Matcher parts = SEALED.matcher(new String(bytes, UTF_8));
    if (!parts.matches()) {
      throw new DamagedRepositoryException(name + ": is damaged: it does not end in a seal");
    }
    String seal = Sha256.hex(Sha256.of(parts.group(1).getBytes(UTF_8)));
    if (!seal.equals(parts.group(2))) {
      throw new DamagedRepositoryException(name + ": is damaged: its seal does not match");
    }
    try {
      return reader.apply(JsonDocument.parse(parts.group(1) + "}", version));
    } catch (ConfigException | IllegalArgumentException | EngineException e) {
      throw new DamagedRepositoryException(
          name + ": cannot be used: " + e.getMessage().replace('\n', ' '));
    }
  }
}
