package io.btrsend.engine.stream;

import io.btrsend.engine.StreamFormatException;
import io.btrsend.engine.stream.StreamVerdict.Extent;
import io.btrsend.engine.stream.StreamVerdict.Judgement;
import java.io.IOException;

/**
 * Says whether a stream is sound: its structure, every checksum, and all that a {@linkplain
 * StreamReaderOptions#STRICT strict} reader asks of commands. Reads the input once, at about the
 * speed at which it can be copied, in bounded memory.
 *
 * <p>What that promises: a receiver that is given a sound stream changes nothing but the subvolumes
 * that it makes for it, and opens nothing else but what it clones from.
 *
 * <ul>
 *   <li>No command goes through a symbolic link that the stream made, neither in the middle of a
 *       path nor, where a receiver follows it, at the end. None opens a device node, fifo or socket
 *       that the stream made. Clones do not either, wherever in the stream their source lies.
 *   <li>That holds whether the receiver stops at the first command that fails or goes on. In a
 *       subvolume that the stream builds from nothing, no command fails by the stream's doing.
 *   <li>It does not hold for what the receiver has already. A subvolume that a snapshot or a clone
 *       refers to and that the stream does not bring is taken to be safe itself, {@linkplain
 *       StreamConditions#unseen the verdict says which}; the names of the subvolumes have to be
 *       free where they are received.
 *   <li>It does not hold for a receiver that goes on after errors of its own: where the disk is
 *       full or faulty, or a path too long below the directory it receives into, any command may
 *       fail.
 * </ul>
 *
 * <p>What cannot be told, or not within the memory granted, is {@linkplain Judgement#NOT_VERIFIED
 * not verified}.
 */
public final class StreamVerifier {
  private StreamVerifier() {}

  /**
   * Reads to the end of the input or to the first damage. Behind damage nothing can be trusted: the
   * format has no mark by which to find the next command.
   *
   * @param reader over the input from its beginning, a strict one
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
