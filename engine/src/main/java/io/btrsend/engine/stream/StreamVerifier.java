package io.btrsend.engine.stream;

import io.btrsend.engine.StreamFormatException;
import io.btrsend.engine.stream.StreamVerdict.Extent;
import io.btrsend.engine.stream.StreamVerdict.Judgement;
import java.io.IOException;

/**
 * Verifies a stream: its structure, every checksum, and all rules of a {@linkplain
 * StreamReaderOptions#STRICT strict} reader. Reads the input once, about as fast as it can be
 * copied, in bounded memory.
 *
 * <p>A receiver of a sound stream changes only the subvolumes that it creates for the stream, and
 * opens nothing else except the files that it clones from.
 *
 * <ul>
 *   <li>No command goes through a symbolic link that the stream created, neither in the middle of a
 *       path nor, if the receiver follows it, at the end. No command opens a device node, fifo or
 *       socket that the stream created. The same holds for the sources of clones.
 *   <li>This holds whether the receiver stops at the first failing command or continues. In a
 *       subvolume that the stream builds from nothing, no command fails because of the stream.
 *   <li>It does not cover what the receiver already has. Subvolumes outside the stream that a
 *       snapshot or a clone refers to are assumed to be safe; {@linkplain StreamConditions#unseen
 *       the verdict lists them}. The names of the subvolumes must be free at the receiver.
 *   <li>It does not cover a receiver that continues after errors of its own, such as a full or
 *       faulty disk or a path that is too long below the directory it receives into, where any
 *       command may fail.
 * </ul>
 *
 * <p>A stream that cannot be decided, or not within the memory limit, is {@linkplain
 * Judgement#NOT_VERIFIED not verified}.
 */
public final class StreamVerifier {
  private StreamVerifier() {}

  /**
   * Reads to the end of the input or to the first damage. Nothing after damage can be trusted,
   * because the format has no marks to find the next command.
   *
   * @param reader a strict reader, at the beginning of the input
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
        judgement(reader, defect),
        defect == null ? reader.unverified() : defect,
        defect == null ? null : reader.place(),
        new Extent(reader.offset(), reader.commands(), reader.streams(), complete),
        open,
        reader.conditions());
  }

  private static Judgement judgement(StreamReader reader, String defect) {
    if (defect != null) {
      return Judgement.DAMAGED;
    }
    return reader.unverified() == null ? Judgement.SOUND : Judgement.NOT_VERIFIED;
  }
}
