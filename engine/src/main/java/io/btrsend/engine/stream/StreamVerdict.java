package io.btrsend.engine.stream;

import java.util.StringJoiner;
import java.util.UUID;

/**
 * The result of {@link StreamVerifier}.
 *
 * @param judgement the judgement of the input
 * @param reason one line with the place: the first defect if the input is damaged, the obstacle if
 *     it is not verified; null if it is sound
 * @param place where the damage is; null unless the input is damaged
 * @param extent how much of it was well formed
 * @param brokenSubvolume the subvolume that is incomplete because of the damage, escaped as in a
 *     dump; null if there is none
 * @param conditions the conditions of the soundness
 */
public record StreamVerdict(
    Judgement judgement,
    String reason,
    StreamPlace place,
    Extent extent,
    String brokenSubvolume,
    StreamConditions conditions) {

  /** Whether a stream is safe to receive. */
  public enum Judgement {
    /** It consists of complete streams, and no command leaves its subvolume. */
    SOUND,

    /** It is well formed, but commands that leave their subvolume cannot be ruled out. */
    NOT_VERIFIED,

    /** It violates the format, cannot be carried out, or would leave its subvolume. */
    DAMAGED
  }

  /**
   * The well-formed part of the input.
   *
   * @param bytes of headers and commands
   * @param commands including END commands
   * @param streams number of headers; more than one in a concatenation
   * @param completeSubvolumes that a receiver would finish before the damage
   */
  public record Extent(long bytes, long commands, int streams, long completeSubvolumes) {}

  public boolean sound() {
    return judgement == Judgement.SOUND;
  }

  /** The result for people, without the reason; each line ends with a newline. */
  public String summary() {
    StringBuilder text = new StringBuilder();
    text.append(headline()).append(": ");
    text.append(counted(extent.bytes(), "byte")).append(", ");
    text.append(counted(extent.commands(), "command")).append(", ");
    text.append(counted(extent.streams(), "stream")).append(", ");
    text.append(counted(extent.completeSubvolumes(), "complete subvolume")).append('\n');
    if (brokenSubvolume != null) {
      text.append("incomplete: subvolume \"").append(brokenSubvolume).append("\"\n");
    }
    if (judgement == Judgement.SOUND) {
      appendConditions(text);
    }
    return text.toString();
  }

  private String headline() {
    return switch (judgement) {
      case SOUND ->
          conditions.withoutData()
              ? "sound, but without file data, so that it cannot be received"
              : "sound";
      case NOT_VERIFIED -> "not verified";
      case DAMAGED -> "sound before the damage";
    };
  }

  private void appendConditions(StringBuilder text) {
    if (conditions.namesakes()) {
      text.append("several subvolumes have the same name: one directory cannot receive them all\n");
    }
    if (!conditions.unseen().isEmpty()) {
      StringJoiner uuids = new StringJoiner(", ");
      for (UUID uuid : conditions.unseen()) {
        uuids.add(uuid.toString());
      }
      text.append("provided that these subvolumes at the receiver are safe too: ");
      text.append(uuids).append('\n');
    }
  }

  private static String counted(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
