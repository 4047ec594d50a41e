package io.btrsend.engine.stream;

import io.btrsend.engine.StreamFormatException;
import java.io.IOException;

/**
 * Says whether a stream is sound: its structure, every checksum, and all that a {@linkplain
 * StreamReaderOptions#STRICT strict} reader asks of commands. Reads the input once, at about the
 * speed at which it can be copied, in bounded memory.
 */
public final class StreamVerifier {
  private StreamVerifier() {}

  /**
   * Reads to the end of the input or to the first damage. Behind damage nothing can be trusted: the
   * format has no mark by which to find the next command.
   *
   * @param reader over the input from its beginning, usually a strict one
   * @throws IOException if the input cannot be read, which says nothing about the stream
   */
  public static StreamVerdict verify(StreamReader reader) throws IOException {
    long complete = 0;
    String open = null;
    String defect = null;
    try {
      for (StreamCommand command = reader.next(); command != null; command = reader.next()) {
        CommandType type = command.type();
        if (type == null || (!type.startsSubvolume() && type != CommandType.END)) {
          continue;
        }
        // A receiver finishes a subvolume where the next one starts and where the stream ends.
        if (open != null) {
          complete++;
        }
        open = type == CommandType.END ? null : command.text(Attribute.PATH);
      }
    } catch (StreamFormatException e) {
      defect = e.getMessage();
    }
    return new StreamVerdict(
        reader.offset(),
        reader.commands(),
        reader.streams(),
        complete,
        open,
        defect,
        defect == null ? null : reader.place(),
        reader.symlinkLimitReached());
  }
}
